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

  /** The peer's address; for Unix domain sockets usually an unnamed one. */
  SocketAddress remoteAddress();

  /** The local address that the peer connected to. */
  SocketAddress localAddress();

  /** Whether the bytes travel encrypted. */
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
