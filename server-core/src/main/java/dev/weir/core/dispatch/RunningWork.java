package dev.weir.core.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All threads that run work, and what waits for one of the pool, so that shutdown can wait for it
 * and cut it.
 *
 * <p>Linked lists in stripes: entering and leaving are a few assignments under a lock that is
 * rarely contended, and allocate nothing beyond the entry itself.
 */
final class RunningWork {
  private static final int STRIPES = 64;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final LongAdder ended = new LongAdder();
  private volatile boolean counting;
  private volatile boolean cut;
  private volatile @Nullable Thread waiter;

  RunningWork() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  private static final class Stripe {
    private @Nullable Entry first;
    private int count;
  }

  /** Runs work, or is going to. */
  abstract static class Entry {
    private int stripe;
    private @Nullable Entry next;
    private @Nullable Entry previous;

    /** Interrupts what it runs or is going to run. */
    abstract void interrupt();

    abstract boolean runsOn(Thread candidate);
  }

  void add(Entry entry) {
    int index = (int) Thread.currentThread().threadId() & STRIPES - 1;
    entry.stripe = index;
    Stripe stripe = stripes[index];
    synchronized (stripe) {
      Entry first = stripe.first;
      entry.next = first;
      if (first != null) {
        first.previous = entry;
      }
      stripe.first = entry;
      stripe.count++;
    }
  }

  void remove(Entry entry) {
    Stripe stripe = stripes[entry.stripe];
    synchronized (stripe) {
      Entry before = entry.previous;
      Entry after = entry.next;
      if (before == null) {
        stripe.first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      entry.next = null;
      entry.previous = null;
      stripe.count--;
    }
    signal();
  }

  /** A piece of work has ended. */
  void ended() {
    if (counting) {
      ended.increment();
    }
  }

  int count() {
    int count = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        count += stripe.count;
      }
    }
    return count;
  }

  private List<Entry> snapshot() {
    List<Entry> entries = new ArrayList<>();
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        for (Entry entry = stripe.first; entry != null; entry = entry.next) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /** Counts from now on what ends. */
  void countEnds() {
    counting = true;
  }

  /** How much has ended since {@link #countEnds}. */
  long countEnded() {
    return ended.sum();
  }

  /** Interrupts all that runs, and from now on whatever begins. */
  void cut() {
    cut = true;
    snapshot().forEach(Entry::interrupt);
  }

  /** Whether what begins now is to be interrupted. */
  boolean isCut() {
    return cut;
  }

  boolean isRunBy(Thread thread) {
    return snapshot().stream().anyMatch(entry -> entry.runsOn(thread));
  }

  /** Something that {@link #await} looks at may have changed. Any thread, cheap. */
  void signal() {
    Thread waiting = waiter;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /**
   * Waits until {@code condition}, which is asked again after each {@link #signal}. For one thread
   * at a time; an interrupt doesn't end the wait.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   * @return whether it holds
   */
  boolean await(BooleanSupplier condition, long deadlineNanos) {
    waiter = Thread.currentThread();
    boolean wasInterrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        wasInterrupted |= Thread.interrupted(); // set, it would turn the wait into a spin
        LockSupport.parkNanos(this, left);
      }
      return true;
    } finally {
      waiter = null;
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
