package dev.weir.core.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that runs a handler, and never that thread while it runs something else: a
 * thread of a pool goes on to other work.
 */
final class Interruption {
  private @Nullable Thread runner;

  /** The current thread starts to run the handler. */
  synchronized void entered() {
    runner = Thread.currentThread();
  }

  /** The current thread has left the handler. */
  synchronized void left() {
    if (runner == Thread.currentThread()) {
      runner = null; // else the next one has entered already
    }
    // Whether it came from here or from the handler itself: the next work isn't meant by it.
    boolean _ = Thread.interrupted();
  }

  /** Interrupts who runs the handler now, if anybody does. */
  synchronized void interrupt() {
    Thread current = runner;
    if (current != null) {
      current.interrupt();
    }
  }
}
