package dev.weir.examples.bench;

import dev.weir.LentBytes;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;

/** Bytes back as they came, on the event loop: a protocol as plugins write them. */
final class RawEcho implements Protocol {
  @Override
  public String name() {
    return "raw-echo";
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    return Handler::new;
  }

  private static final class Handler implements ProtocolHandler {
    private final ByteStream stream;

    Handler(ProtocolContext context) {
      this.stream = context.stream();
    }

    @Override
    public int input(LentBytes input) {
      stream.output().write(input);
      if (!stream.isWritable()) {
        stream.pauseReading();
      }
      return 0;
    }

    @Override
    public void writable() {
      stream.resumeReading();
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.close();
    }

    @Override
    public void drain() {
      stream.close();
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
