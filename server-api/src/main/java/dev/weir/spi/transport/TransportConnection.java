package dev.weir.spi.transport;

import dev.weir.ProxyHeader;
import dev.weir.annotation.Preview;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a transport. Methods may be called from any thread. Its addresses never change,
 * and are told after its end too.
 */
@Preview
public interface TransportConnection {
  /** The peer's address, or that of the client which it is a proxy for. */
  SocketAddress remoteAddress();

  /** The local address, or that which the client connected to at a proxy. */
  SocketAddress localAddress();

  /** The peer's address, proxy or not. */
  default SocketAddress peerAddress() {
    return remoteAddress();
  }

  /** What a proxy said by the PROXY protocol, or null. Transports themselves give null. */
  default @Nullable ProxyHeader proxyHeader() {
    return null;
  }

  /** The event loop on which everything about it happens. */
  EventLoop loop();

  /** Whether the bytes travel encrypted. */
  boolean isSecure();

  /** The protocol that TLS agreed on (ALPN), or null. */
  @Nullable String applicationProtocol();

  /** What the TLS handshake agreed on, or null without TLS and before its end. */
  default @Nullable TlsSession tls() {
    return null;
  }

  /** Ends the connection at once, with all its streams; the peer sees a reset. */
  void abort(CloseCause cause);
}
