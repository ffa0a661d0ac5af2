package dev.weir.spi.transport;

import dev.weir.annotation.Preview;

/** Takes the streams of one connection. All calls come on its event loop. */
@Preview
public interface ConnectionHandler {
  /**
   * A stream has opened: for TCP and Unix domain sockets one, right after {@link
   * ConnectionAcceptor#accepted} unless that aborted the connection, and with TLS after the
   * handshake; for QUIC any number.
   */
  StreamHandler streamOpened(ByteStream stream);

  /** The connection has ended; the last call, exactly once, after those to its streams. */
  void closed(CloseCause cause);
}
