package dev.weir.core.stream;

import dev.weir.spi.transport.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** Calls that belong on a stream's loop. */
public final class LoopCalls {
  private LoopCalls() {}

  /**
   * Runs a task on the loop: at once if this is it, else soon. Nothing is run once the loop has
   * ended, and its streams with it.
   */
  public static void run(EventLoop loop, Runnable task) {
    if (loop.inLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // Nobody is left whom it would matter to.
    }
  }
}
