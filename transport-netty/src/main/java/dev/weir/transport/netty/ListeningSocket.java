package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that tells when connections wait, and accepts one when asked: so a permit can
 * be taken in between. Netty's own server channels accept first and ask later.
 */
interface ListeningSocket {
  /** Sets it up, binds it, and starts to listen. On any thread. */
  void bind(SocketAddress address, SocketSettings settings) throws IOException;

  /** The address that was bound. */
  SocketAddress address();

  /**
   * Puts it on a loop, with its interest off. On the loop.
   *
   * @param ready what is run there as long as connections wait and the interest is on
   */
  void register(IoEventLoop loop, Runnable ready) throws IOException;

  /** Turns the interest in waiting connections on or off. On the loop. */
  void interest(boolean on) throws IOException;

  /** Accepts a connection, or gives null if none waits. On the loop. */
  @Nullable Channel accept() throws IOException;

  /** Closes the socket. On the loop, if it was registered. */
  void close() throws IOException;

  /** Whether the system has the closed socket's address back. On the loop. */
  default boolean isReleased() {
    return true;
  }
}
