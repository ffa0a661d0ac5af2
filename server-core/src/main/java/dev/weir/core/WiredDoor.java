package dev.weir.core;

import dev.weir.core.door.ServerDoorSetup;
import dev.weir.core.udp.UdpService;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import java.util.List;

/** A door whose handlers are composed, and which is still shut. */
sealed interface WiredDoor {
  /** What it was made from. */
  DoorPlan plan();

  /**
   * A door for connections.
   *
   * @param connecting the middleware that sees each connection, the outermost first
   * @param applicationProtocols those that it can speak inside TLS
   */
  record Streams(
      DoorPlan plan,
      ServerDoorSetup setup,
      List<Middleware> connecting,
      Protocol.StreamOpener opener,
      List<String> applicationProtocols)
      implements WiredDoor {}

  /** A door for datagrams. */
  record Datagrams(DoorPlan plan, UdpService service) implements WiredDoor {}
}
