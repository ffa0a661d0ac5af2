package dev.weir.transport.netty;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waiting for Netty, for the few calls that do. */
final class Futures {
  private Futures() {}

  /** Calls {@code told} once it is done, with its cause if it failed, on its loop. */
  static void whenDone(Future<?> future, Consumer<@Nullable Throwable> told) {
    var unused = future.addListener(done -> told.accept(done.cause()));
  }

  /** Waits for it, not on its loop unless it is done. */
  static void await(Future<?> future) throws IOException {
    try {
      future.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("Interrupted while Netty worked").initCause(e);
    }
    Throwable cause = future.cause();
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause != null) {
      throw new IOException(cause);
    }
  }
}
