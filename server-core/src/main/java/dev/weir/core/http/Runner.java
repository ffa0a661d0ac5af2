package dev.weir.core.http;

import org.jspecify.annotations.Nullable;

/**
 * The thread that runs user code for an exchange, so that it can be interrupted: never after it has
 * gone on to something else, and never leaving an interrupt behind on a thread of a pool.
 */
final class Runner {
  private @Nullable Thread thread;
  private boolean interrupted;

  synchronized void enter() {
    thread = Thread.currentThread();
    if (interrupted) {
      thread.interrupt();
    }
  }

  synchronized void leave() {
    thread = null;
    Thread.interrupted();
  }

  synchronized void interrupt() {
    interrupted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
