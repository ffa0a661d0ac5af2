package dev.weir.core.http2;

import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another protocol on one stream of HTTP/2: its surroundings, and whoever has it now. */
final class Tunnel implements ProtocolContext {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

  private final ProtocolContext outer;
  private final TunnelStream stream;
  private @Nullable ProtocolHandler handler;
  private boolean draining;

  /**
   * @param outer the surroundings of the connection
   */
  Tunnel(ProtocolContext outer, TunnelStream stream) {
    this.outer = outer;
    this.stream = stream;
  }

  /** The first protocol takes over. */
  void start(Protocol.StreamOpener opener, boolean serverDrains) {
    draining = serverDrains;
    try {
      stream.start(open(opener));
    } catch (Throwable e) {
      cut(e);
    }
  }

  @Override
  public void handOver(Protocol.StreamOpener successor) {
    try {
      stream.handOver(open(successor));
    } catch (Throwable e) {
      cut(e);
    }
  }

  private ProtocolHandler open(Protocol.StreamOpener opener) {
    ProtocolHandler opened = opener.open(this);
    handler = opened;
    if (draining) {
      stream.loop().execute(this::tellDrain);
    }
    return opened;
  }

  private void cut(Throwable failure) {
    LOG.error("{} can't go on in the protocol asked for; its stream is cut", connection(), failure);
    stream.abort(CloseCause.failed(failure));
  }

  /** The server shuts down. */
  void drain() {
    draining = true;
    tellDrain();
  }

  private void tellDrain() {
    ProtocolHandler told = handler;
    if (told != null) {
      try {
        told.drain();
      } catch (Throwable e) {
        cut(e);
      }
    }
  }

  @Override
  public ByteStream stream() {
    return stream;
  }

  @Override
  public ConnectionContext connection() {
    return outer.connection();
  }

  @Override
  public Dispatcher dispatcher() {
    return outer.dispatcher();
  }
}
