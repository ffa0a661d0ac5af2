package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An accepted connection and its one stream. */
final class NioConnection implements TransportConnection {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioConnection.class);

  private final NioEventLoop loop;
  private final ConnectionHandler handler;
  private final SocketAddress remoteAddress;
  private final SocketAddress localAddress;
  private final NioStream stream;

  // On the loop.
  private boolean opening = true;
  private @Nullable CloseCause refusal;

  private NioConnection(
      NioEventLoop loop,
      StreamSocket socket,
      ConnectionAcceptor acceptor,
      OffLoopMemory offLoopMemory,
      Limits limits)
      throws IOException {
    this.loop = loop;
    this.remoteAddress = socket.remoteAddress();
    this.localAddress = socket.localAddress();
    this.stream = new NioStream(this, socket, offLoopMemory, limits);
    this.handler = acceptor.accepted(this);
  }

  /**
   * Opens a connection on its loop. The permit was taken; whatever goes wrong, it is given back,
   * and the socket closed, by the acceptor's handler if it has one, else here.
   */
  static void open(
      NioEventLoop loop,
      StreamSocket socket,
      ConnectionAcceptor acceptor,
      OffLoopMemory offLoopMemory,
      Limits limits) {
    NioConnection connection;
    try {
      if (loop.isEnding()) {
        throw new IOException("The transport is closing");
      }
      connection = new NioConnection(loop, socket, acceptor, offLoopMemory, limits);
    } catch (Throwable e) {
      LOGGER.warn("A connection couldn't be opened: {}", socket, e);
      refuse(loop, socket, acceptor);
      return;
    }
    connection.openStream();
  }

  /** Gives up a socket that nobody has taken yet. */
  static void refuse(NioEventLoop loop, StreamSocket socket, ConnectionAcceptor acceptor) {
    loop.connections().decrementAndGet();
    try {
      socket.close(false);
    } catch (IOException e) {
      LOGGER.debug("A refused connection couldn't be closed: {}", socket, e);
    }
    acceptor.releasePermit();
  }

  private void openStream() {
    opening = false;
    if (refusal != null) {
      stream.end(refusal);
      return;
    }
    try {
      stream.register();
      stream.start(handler.streamOpened(stream));
    } catch (Throwable e) {
      stream.end(CloseCause.failed(e));
    }
  }

  void streamClosed(CloseCause cause) {
    loop.connections().decrementAndGet();
    handler.closed(cause);
  }

  @Override
  public NioEventLoop loop() {
    return loop;
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
  public boolean isSecure() {
    return false;
  }

  @Override
  public @Nullable String applicationProtocol() {
    return null;
  }

  @Override
  public void abort(CloseCause cause) {
    if (!loop.inLoop() || !opening) {
      stream.abort(cause);
    } else if (refusal == null) {
      refusal = cause; // no stream is opened then
    }
  }

  @Override
  public String toString() {
    return "Connection[" + remoteAddress + " to " + localAddress + "]";
  }
}
