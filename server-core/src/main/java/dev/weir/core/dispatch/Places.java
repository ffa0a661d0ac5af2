package dev.weir.core.dispatch;

import dev.weir.Usage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The places for what is in flight, and who waits for one, in the order of asking. Any thread.
 *
 * <p>Invariant: nobody waits while a place is free. Who waits has queued before it looks for a
 * place; who gives one back looks at the queue after it. An attempt that finds all taken counts for
 * a moment as if it had one: so it looks again if meanwhile one was given back.
 */
public final class Places {
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<BooleanSupplier> waiting = new ConcurrentLinkedQueue<>();

  /** With all free. */
  public Places(int max) {
    this.max = max;
  }

  /** Takes one; false if all are taken. */
  public boolean tryTake() {
    while (taken.incrementAndGet() > max) {
      if (taken.decrementAndGet() >= max) {
        return false;
      }
    }
    return true;
  }

  /** {@link WorkRunner#enterWhenFree}. */
  public void takeWhenFree(BooleanSupplier entry) {
    waiting.add(entry);
    serveWaiting();
  }

  /** Gives one back. */
  public void giveBack() {
    taken.decrementAndGet();
    serveWaiting();
  }

  private void serveWaiting() {
    while (!waiting.isEmpty() && tryTake()) {
      boolean used = false;
      try {
        BooleanSupplier next = waiting.poll();
        used = next != null && next.getAsBoolean();
      } finally {
        if (!used) {
          taken.decrementAndGet(); // and look again: somebody may have come in between
        }
      }
    }
  }

  /** How many are taken. An attempt that finds all of them taken isn't. */
  public Usage usage() {
    return new Usage(Math.min(taken.get(), max), max);
  }

  /** How many are free, about. */
  public int free() {
    return max - taken.get();
  }
}
