package dev.weir.core.dispatch;

import dev.weir.Usage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places for what is in flight, and who waits for one, in the order of asking. Any thread.
 *
 * <p>Invariant: nobody waits while a place is free. Who waits has queued before it looks for a
 * place; who gives one back looks at the queue after it. An attempt that finds all taken counts for
 * a moment as if it had one: so it looks again if meanwhile one was given back.
 */
public final class Places {
  /** So many who wait no more stay in the queue, without what they waited with. */
  private static final int MAX_CANCELLED = 1_024;

  private final int max;
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cancelled = new AtomicInteger();

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
  public WorkRunner.Waiting takeWhenFree(BooleanSupplier entry) {
    Waiter waiter = new Waiter(entry);
    waiting.add(waiter);
    serveWaiting();
    return waiter;
  }

  private final class Waiter implements WorkRunner.Waiting {
    private final AtomicReference<@Nullable BooleanSupplier> entry;

    Waiter(BooleanSupplier entry) {
      this.entry = new AtomicReference<@Nullable BooleanSupplier>(entry);
    }

    boolean enter() {
      BooleanSupplier entering = entry.getAndSet(null);
      return entering != null && entering.getAsBoolean();
    }

    @Override
    public boolean cancel() {
      boolean waited = entry.getAndSet(null) != null;
      if (waited) {
        forgetCancelled();
      }
      return waited;
    }

    boolean waits() {
      return entry.get() != null;
    }
  }

  /** Peers that come and go while all places are taken mustn't fill the memory. */
  private void forgetCancelled() {
    if (cancelled.incrementAndGet() >= MAX_CANCELLED) {
      cancelled.set(0);
      waiting.removeIf(waiter -> !waiter.waits());
    }
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
        Waiter next = waiting.poll();
        used = next != null && next.enter();
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

  /** How many wait for one, about. */
  public int waiting() {
    return (int) waiting.stream().filter(Waiter::waits).count();
  }

  /** How many of those who waited or wait are in the queue. For tests. */
  int queued() {
    return waiting.size();
  }

  /** How many are free, about. */
  public int free() {
    return max - taken.get();
  }
}
