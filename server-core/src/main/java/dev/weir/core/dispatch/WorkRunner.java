package dev.weir.core.dispatch;

import dev.weir.Dispatch;

/**
 * Runs user code and counts what is in flight. The core's own protocols use it directly, where the
 * way back through the loop would cost them a wake-up per request. Any thread.
 */
public interface WorkRunner {
  /** Takes one of the places for what is in flight; false if all are taken. */
  boolean tryEnter();

  /** Gives the place back. */
  void leave();

  /**
   * Runs work on a new virtual thread, or on the pool for computing.
   *
   * @param dispatch not {@link Dispatch#EVENT_LOOP}
   * @throws java.util.concurrent.RejectedExecutionException once the server has ended, or if the
   *     pool's queue is full
   */
  void start(Dispatch dispatch, Runnable work);
}
