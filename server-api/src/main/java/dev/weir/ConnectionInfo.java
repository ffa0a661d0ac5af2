package dev.weir;

import dev.weir.annotation.Stable;
import java.net.SocketAddress;

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

  /** The name of the door it came in by. */
  String door();
}
