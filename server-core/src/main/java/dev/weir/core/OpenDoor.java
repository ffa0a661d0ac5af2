package dev.weir.core;

import dev.weir.Door;
import dev.weir.DoorStatus;
import dev.weir.core.connection.DoorAcceptor;
import dev.weir.core.udp.UdpService;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.DatagramBinding;

/** A door whose address is bound. */
sealed interface OpenDoor {
  /** As its users know it. */
  Door door();

  /** What it does now. */
  DoorStatus status();

  /**
   * A door for connections.
   *
   * @param acceptor what takes them
   */
  record Streams(Door door, Binding binding, DoorAcceptor acceptor) implements OpenDoor {
    @Override
    public DoorStatus status() {
      return acceptor.status(door);
    }
  }

  /**
   * A door for datagrams.
   *
   * @param service what takes them
   */
  record Datagrams(Door door, DatagramBinding binding, UdpService service) implements OpenDoor {
    @Override
    public DoorStatus status() {
      return service.status(door);
    }
  }
}
