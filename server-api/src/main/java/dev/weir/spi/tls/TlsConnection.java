package dev.weir.spi.tls;

import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.tls.TlsSession;
import java.io.EOFException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection from its accept to its end: first the handshake, then the records, as two handlers
 * of the stream underneath. On its loop.
 */
final class TlsConnection implements ConnectionHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(TlsConnection.class);

  private final TlsAcceptor acceptor;
  private final SecureConnection connection;
  private final ConnectionHandler handler;
  private boolean open;
  private @Nullable CloseCause end;
  private boolean underneathEnded;

  TlsConnection(TlsAcceptor acceptor, SecureConnection connection, ConnectionHandler handler) {
    this.acceptor = acceptor;
    this.connection = connection;
    this.handler = handler;
  }

  SecureConnection connection() {
    return connection;
  }

  @Override
  public StreamHandler streamOpened(ByteStream underneath) {
    return new HandshakeStage(acceptor, this, underneath);
  }

  /** The handshake is over; {@code used} of the bytes that the stream holds belong to it. */
  void agreedOn(TlsSession session, SSLEngine engine, ByteStream underneath, int used) {
    connection.agreedOn(session);
    LoopBuffers buffers = acceptor.buffers(connection.loop());
    TlsStream stream =
        new TlsStream(this, underneath, engine, buffers, acceptor.offLoop(), acceptor.doorLimits());
    underneath.handOver(new RecordStage(stream, used));
    underneath.pauseReading(); // until somebody wants what is inside
    try {
      StreamHandler first = handler.streamOpened(stream);
      open = true;
      stream.start(first);
    } catch (Throwable e) {
      LOGGER.error("{} couldn't be opened", connection, e);
      acceptor.engines().release(engine);
      underneath.abort(CloseCause.failed(e));
    }
  }

  /** There will be no stream; the connection ends as it should. */
  void failed(CloseCause cause) {
    LOGGER.debug("The handshake of {} failed", connection, cause.error());
    end = cause;
  }

  /** The client has gone before it was done. */
  void abandoned() {
    end = CloseCause.peerReset(new EOFException("The client closed during the TLS handshake"));
  }

  /** The server ends, and the client stood still. */
  void givenUp() {
    end = CloseCause.SHUTDOWN;
  }

  void streamClosed(SSLEngine engine, CloseCause cause) {
    acceptor.engines().release(engine);
    end = cause;
    if (underneathEnded) {
      finish(cause);
    }
  }

  /** As the stream ended, whatever the one underneath did later. */
  @Override
  public void closed(CloseCause cause) {
    underneathEnded = true;
    CloseCause own = end;
    if (own != null) {
      finish(own);
    } else if (!open) {
      finish(cause);
    } // else its stream is inside a call of its handler, and ends after that
  }

  private void finish(CloseCause cause) {
    try {
      handler.closed(cause);
    } finally {
      acceptor.ended();
    }
  }
}
