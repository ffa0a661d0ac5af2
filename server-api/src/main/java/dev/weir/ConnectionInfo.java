package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What is known of a connection. Readable from any thread, also after the connection's end. */
@Stable
public interface ConnectionInfo {
  /** A number unique in this server, for logs. */
  long id();

  /**
   * The client's address: the peer's, or what a trusted proxy said by the PROXY protocol. Of Unix
   * domain sockets usually an unnamed one. For a request see {@link
   * dev.weir.http.Request#remoteAddress} too.
   */
  SocketAddress remoteAddress();

  /** The address that the client connected to: the local one, or what a trusted proxy said. */
  SocketAddress localAddress();

  /** The address at the other end of the socket: the client's, or that of a proxy in front. */
  default SocketAddress peerAddress() {
    return remoteAddress();
  }

  /** What a trusted proxy said by the PROXY protocol, or null where a door doesn't speak it. */
  default @Nullable ProxyHeader proxyHeader() {
    return null;
  }

  /** Whether the bytes travel encrypted, on this connection. */
  boolean isSecure();

  /**
   * What the TLS handshake agreed on, with the client's certificate if it has shown one. Null
   * without TLS, and as long as the handshake isn't over: so for middleware that looks at the
   * connection itself, not for one that looks at its requests or frames.
   */
  default @Nullable TlsSession tls() {
    return null;
  }

  /** The name of the door it came in by. */
  String door();
}
