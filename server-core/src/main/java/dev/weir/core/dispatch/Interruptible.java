package dev.weir.core.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of work on some thread, or several in turn. An interrupt hits it and never what a
 * thread does next.
 */
abstract class Interruptible {
  private @Nullable Thread thread;
  private boolean interrupted;

  /** Makes it another stretch, that nobody has interrupted. */
  public final synchronized void renew() {
    interrupted = false;
  }

  /** The current thread begins with it. */
  final synchronized void begin() {
    thread = Thread.currentThread();
    if (interrupted) {
      thread.interrupt();
    }
  }

  /**
   * The current thread is done with it; an interrupt that nobody noticed is taken back. Another may
   * have begun already, with what this one has handed on.
   */
  final synchronized void end() {
    if (thread == Thread.currentThread()) {
      thread = null;
    }
    var unused = Thread.interrupted();
  }

  /** Interrupts it, now or when it begins. */
  public final synchronized void interrupt() {
    interrupted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Whether a thread has begun with it and isn't done. */
  public final synchronized boolean isRunning() {
    return thread != null;
  }

  final synchronized boolean runsOn(Thread candidate) {
    return thread == candidate;
  }
}
