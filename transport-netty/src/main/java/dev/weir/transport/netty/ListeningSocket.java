package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that tells when connections wait, and accepts one when asked: so a permit can
 * be taken in between. Netty's own server channels accept first and ask later.
 */
abstract class ListeningSocket {
  private @Nullable SocketAddress address;
  private @Nullable IoRegistration registration;

  /** Sets it up, binds it, and starts to listen. On any thread. */
  final void bind(SocketAddress wanted, SocketSettings settings) throws IOException {
    address = bindSocket(wanted, settings);
  }

  /** The address that was bound. */
  final SocketAddress address() {
    return Objects.requireNonNull(address);
  }

  /**
   * Puts it on a loop, with its interest off. On the loop.
   *
   * @param ready what is run there as long as connections wait and the interest is on
   */
  final void register(IoEventLoop loop, Runnable ready) throws IOException {
    Future<IoRegistration> registered = loop.register(handle(ready));
    if (!registered.isSuccess()) {
      throw new IOException("The loop doesn't take the listening socket", registered.cause());
    }
    registration = registered.getNow();
  }

  /** Turns the interest in waiting connections on or off. On the loop. */
  final void interest(boolean on) throws IOException {
    try {
      Objects.requireNonNull(registration).submit(on ? acceptable() : nothing());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Closes the socket. On the loop, if it was registered. */
  final void close() throws IOException {
    if (registration != null) {
      registration.cancel();
    }
    closeSocket();
  }

  /** Accepts a connection, or gives null if none waits. On the loop. */
  abstract @Nullable Channel accept() throws IOException;

  /** Whether the system has the closed socket's address back. On the loop. */
  boolean isReleased() {
    return true;
  }

  /** Sets the socket up, binds it, and gives the address that was bound. */
  abstract SocketAddress bindSocket(SocketAddress wanted, SocketSettings settings)
      throws IOException;

  /** What the loop knows it by. */
  abstract IoHandle handle(Runnable ready);

  /** The interest in waiting connections, as the loop says it. */
  abstract IoOps acceptable();

  /** No interest. */
  abstract IoOps nothing();

  /** Closes it, once the loop doesn't look at it any more. */
  abstract void closeSocket() throws IOException;
}
