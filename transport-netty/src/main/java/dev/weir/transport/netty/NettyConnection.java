package dev.weir.transport.netty;

import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A connection: one stream, and the calls to its handler in their order. */
final class NettyConnection implements TransportConnection {
  private final NettyEventLoop loop;
  private final SocketAddress remoteAddress;
  private final SocketAddress localAddress;

  // On the loop.
  private @Nullable NettyStream stream;
  private @Nullable ConnectionHandler handler;
  private boolean refused;

  NettyConnection(NettyEventLoop loop, SocketAddress remoteAddress, SocketAddress localAddress) {
    this.loop = loop;
    this.remoteAddress = remoteAddress;
    this.localAddress = localAddress;
  }

  /**
   * Opens it: the calls that may refuse, then reading. What the handlers throw goes to the caller,
   * with the stream ended and the permit given back one way or the other.
   */
  void open(NettyStream opened, ConnectionAcceptor acceptor) {
    stream = opened;
    loop.opened(opened);
    ConnectionHandler taken;
    try {
      taken = acceptor.accepted(this);
    } catch (Throwable e) {
      opened.abort(CloseCause.failed(e));
      opened.start(NobodysStream.HANDLER);
      acceptor.releasePermit();
      throw e;
    }
    handler = taken;
    if (refused) {
      opened.start(NobodysStream.HANDLER); // which ends it, and tells the handler
      return;
    }
    StreamHandler first;
    try {
      first = taken.streamOpened(opened);
    } catch (Throwable e) {
      opened.abort(CloseCause.failed(e));
      opened.start(NobodysStream.HANDLER);
      throw e;
    }
    opened.start(first);
  }

  /** The stream has ended, and its handler knows. */
  void streamClosed(CloseCause cause) {
    ConnectionHandler told = handler;
    if (told != null) {
      told.closed(cause);
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public @Nullable String applicationProtocol() {
    return null;
  }

  @Override
  public void abort(CloseCause cause) {
    if (loop.inLoop()) {
      NettyStream only = stream;
      if (only != null) {
        refused = true; // if it is still being opened
        only.abort(cause);
      }
      return;
    }
    try {
      loop.execute(() -> abort(cause));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and has ended its connections before.
    }
  }

  @Override
  public String toString() {
    return "NettyConnection[" + remoteAddress + " to " + localAddress + "]";
  }

  /** Of a stream that ends before anybody took it. */
  private enum NobodysStream implements StreamHandler {
    HANDLER;

    @Override
    public int input(LentBytes input) {
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {}

    @Override
    public void closed(CloseCause cause) {}
  }
}
