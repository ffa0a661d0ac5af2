package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection of a transport. Methods may be called from any thread. */
@Preview
public interface TransportConnection {
  /** The peer's address. */
  SocketAddress remoteAddress();

  /** The local address. */
  SocketAddress localAddress();

  /** The event loop on which everything about it happens. */
  EventLoop loop();

  /** Whether the bytes travel encrypted. */
  boolean isSecure();

  /** The protocol that TLS agreed on (ALPN), or null. */
  @Nullable String applicationProtocol();

  /** Ends the connection at once, with all its streams; the peer sees a reset. */
  void abort(CloseCause cause);
}
