package dev.weir.testkit.memory;

import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The server's side of a connection. */
final class MemoryConnection implements TransportConnection {
  private final MemorySocket socket;
  private final MemoryLoop loop;
  private @Nullable MemoryStream stream;
  private @Nullable CloseCause refused;

  MemoryConnection(MemorySocket socket, MemoryLoop loop) {
    this.socket = socket;
    this.loop = loop;
  }

  /** Opens it, on its loop. */
  void open(ConnectionAcceptor acceptor, InMemoryTransport transport) {
    ConnectionHandler handler;
    try {
      handler = acceptor.accepted(this);
    } catch (RuntimeException | Error e) {
      socket.closedByServer(true);
      acceptor.releasePermit();
      throw e;
    }
    CloseCause cause = refused;
    if (cause != null) {
      socket.closedByServer(true);
      handler.closed(cause);
      return;
    }
    MemoryStream opened =
        new MemoryStream(
            this,
            loop,
            socket,
            handler,
            acceptor.limits(transport.limits()),
            transport.offLoopWrites());
    stream = opened;
    loop.streams().add(opened);
    socket.accepted(opened);
    StreamHandler first;
    try {
      first = handler.streamOpened(opened);
    } catch (RuntimeException | Error e) {
      opened.abort(CloseCause.failed(e));
      throw e;
    }
    opened.start(first);
  }

  @Override
  public SocketAddress remoteAddress() {
    return socket.client();
  }

  @Override
  public SocketAddress localAddress() {
    return socket.server();
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
      abortOnLoop(cause);
    } else {
      loop.tryExecute(() -> abortOnLoop(cause));
    }
  }

  private void abortOnLoop(CloseCause cause) {
    if (stream != null) {
      stream.abort(cause);
    } else if (refused == null) {
      refused = cause;
    }
  }

  @Override
  public String toString() {
    return "memory " + localAddress() + " <- " + remoteAddress();
  }
}
