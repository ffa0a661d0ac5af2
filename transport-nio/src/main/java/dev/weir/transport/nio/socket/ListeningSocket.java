package dev.weir.transport.nio.socket;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket that listens for connections. For one thread at a time; it never waits. */
public interface ListeningSocket extends Pollable {
  SocketAddress localAddress() throws IOException;

  /**
   * Accepts a connection.
   *
   * @return null if none waits
   * @throws IOException if the system refuses for now, as without descriptors
   */
  @Nullable StreamSocket accept() throws IOException;

  void close() throws IOException;
}
