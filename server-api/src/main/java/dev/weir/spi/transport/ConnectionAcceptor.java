package dev.weir.spi.transport;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import java.util.List;

/** Takes the connections of a binding. */
@Preview
public interface ConnectionAcceptor {
  /**
   * Takes a permit for one connection. Called before each accept, from the accepting thread. On
   * false the transport stops accepting until {@link Binding#resumeAccepting}.
   */
  boolean tryAcquirePermit();

  /** Gives back a permit for which no connection came, or whose loop ended before it opened. */
  void releasePermit();

  /**
   * A connection has come of which a stage in front still has to learn whose it is: {@link
   * #accepted} or {@link #releasePermit} follows, and then a call of what this gives. On its event
   * loop, as that call.
   */
  default Runnable expected(TransportConnection connection) {
    return () -> {};
  }

  /**
   * Takes a connection, on its event loop. The permit is given back by the acceptor, once {@link
   * ConnectionHandler#closed} was called.
   */
  ConnectionHandler accepted(TransportConnection connection);

  /**
   * The limits of this binding's connections: the watermarks, lingering and progress.
   *
   * @param ofTransport those that the transport was made with
   */
  default Limits limits(Limits ofTransport) {
    return ofTransport;
  }

  /**
   * The protocols that it can speak inside TLS (ALPN, RFC 7301), the preferred first. With none,
   * ALPN isn't offered; else a client that offers only others ends in the handshake.
   */
  default List<String> applicationProtocols() {
    return List.of();
  }
}
