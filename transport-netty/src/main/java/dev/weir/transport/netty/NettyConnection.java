package dev.weir.transport.netty;

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
  private @Nullable CloseCause ended;
  private boolean opening;

  NettyConnection(NettyEventLoop loop, SocketAddress remoteAddress, SocketAddress localAddress) {
    this.loop = loop;
    this.remoteAddress = remoteAddress;
    this.localAddress = localAddress;
  }

  /**
   * Opens it: the calls that may refuse, then reading. What the handlers throw goes to the caller,
   * with the stream closed and the permit given back one way or the other.
   */
  void open(NettyStream opened, ConnectionAcceptor acceptor) {
    stream = opened;
    loop.opened(this);
    opening = true;
    try {
      handler = acceptor.accepted(this);
    } catch (Throwable e) {
      opening = false;
      opened.abort(CloseCause.failed(e));
      acceptor.releasePermit();
      throw e;
    }
    StreamHandler first = null;
    Throwable failure = null;
    if (ended == null) {
      try {
        first = handler.streamOpened(opened);
      } catch (Throwable e) {
        failure = e;
        opened.abort(CloseCause.failed(e));
      }
    }
    opening = false;
    CloseCause cause = ended;
    if (cause == null) {
      opened.start(java.util.Objects.requireNonNull(first));
      return;
    }
    // It was aborted meanwhile; whoever was told of it is told of its end.
    try {
      if (first != null) {
        first.closed(cause);
      }
    } finally {
      handler.closed(cause);
    }
    if (failure != null) {
      throw new IllegalStateException("The handler of a connection failed to open it", failure);
    }
  }

  /** The stream has ended, and its handler knows. */
  void streamClosed(CloseCause cause) {
    ended = cause;
    loop.closed(this);
    ConnectionHandler told = handler;
    if (!opening && told != null) {
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
}
