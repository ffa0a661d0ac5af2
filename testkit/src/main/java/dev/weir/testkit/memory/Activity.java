package dev.weir.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Counts what is queued on all loops, so that one can wait until all is quiet. Any thread. */
final class Activity {
  private long running;
  private final List<Throwable> failures = new ArrayList<>();

  synchronized void begin() {
    running++;
    notifyAll();
  }

  synchronized void end(int count) {
    running -= count;
    if (running == 0) {
      notifyAll();
    }
  }

  synchronized void failed(Throwable failure) {
    failures.add(failure);
  }

  synchronized List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Waits until nothing is queued or running; false if that isn't so in time. */
  boolean awaitQuiet(long deadline) throws InterruptedException {
    return await(() -> running == 0, deadline);
  }

  /** Waits until something is queued; false if nothing is in time. */
  boolean awaitWork(long deadline) throws InterruptedException {
    return await(() -> running > 0, deadline);
  }

  private synchronized boolean await(BooleanSupplier done, long deadline)
      throws InterruptedException {
    while (!done.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
