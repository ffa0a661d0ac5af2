package dev.weir.core.tcp;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.stream.LoopClocks;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.tcp.TcpHandler;

/** A virtual thread for each connection, which reads and writes as plain code does. */
final class BlockingProtocol implements Protocol {
  private final TcpHandler handler;

  BlockingProtocol(TcpHandler handler) {
    this.handler = handler;
  }

  @Override
  public String name() {
    return "blocking";
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    DoorSetup door = (DoorSetup) setup; // the core binds its own protocols
    LoopClocks clocks = new LoopClocks();
    return context -> {
      BlockingStream opened = new BlockingStream(context, door, handler, clocks);
      context.stream().loop().execute(opened::start);
      return opened;
    };
  }
}
