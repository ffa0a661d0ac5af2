package dev.weir.core.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All work that was started and hasn't ended, so that shutdown can wait for it and cut it.
 *
 * <p>Linked lists in stripes: entering and leaving are a few assignments under a lock that is
 * rarely contended, and allocate nothing beyond the task itself.
 */
final class RunningWork {
  private static final int STRIPES = 64;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final LongAdder ended = new LongAdder();
  private volatile boolean counting;
  private volatile @Nullable Thread waiter;

  RunningWork() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  private static final class Stripe {
    private @Nullable Task first;
    private int count;
  }

  /** A piece of work, as its own entry of the list. */
  static class Task extends Interruptible {
    private int stripe;
    private @Nullable Task next;
    private @Nullable Task previous;
  }

  void add(Task task) {
    int index = (int) Thread.currentThread().threadId() & STRIPES - 1;
    task.stripe = index;
    Stripe stripe = stripes[index];
    synchronized (stripe) {
      Task first = stripe.first;
      task.next = first;
      if (first != null) {
        first.previous = task;
      }
      stripe.first = task;
      stripe.count++;
    }
  }

  void remove(Task task) {
    Stripe stripe = stripes[task.stripe];
    synchronized (stripe) {
      Task before = task.previous;
      Task after = task.next;
      if (before == null) {
        stripe.first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      task.next = null;
      task.previous = null;
      stripe.count--;
    }
    if (counting) {
      ended.increment();
    }
    signal();
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

  private List<Task> snapshot() {
    List<Task> tasks = new ArrayList<>();
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        for (Task task = stripe.first; task != null; task = task.next) {
          tasks.add(task);
        }
      }
    }
    return tasks;
  }

  /** Counts from now on what ends. */
  void countEnds() {
    counting = true;
  }

  /** How much has ended since {@link #countEnds}. */
  long ended() {
    return ended.sum();
  }

  void interruptAll() {
    snapshot().forEach(Interruptible::interrupt);
  }

  boolean isRunBy(Thread thread) {
    return snapshot().stream().anyMatch(task -> task.runsOn(thread));
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
