package dev.weir.testkit.memory;

import dev.weir.spi.transport.OffLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the server's threads one at a time. Each {@link TurnThread} is READY, RUNNING, or WAITING at
 * a condition; whoever drives the transport gives one that is ready its turn, and has it back when
 * that thread waits or ends.
 *
 * <p>Threads are made, woken and interrupted by whoever has the turn, as a rule; so who is ready
 * when the turn comes back, and in which order, is the same in each run. From elsewhere (a test's
 * own thread, or the server's that shuts it down) it can be done too, at a time that nobody knows.
 */
final class Turns implements OffLoop {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final VirtualClock clock;

  /** All that have begun and not ended, in the order of their making. */
  private final Map<Thread, TurnThread> threads = new LinkedHashMap<>();

  private volatile @Nullable Thread driver;

  Turns(VirtualClock clock) {
    this.clock = clock;
  }

  // ---- The driver's side.

  /** Those that can go on. */
  List<TurnThread> ready() {
    synchronized (threads) {
      return threads.values().stream().filter(TurnThread::isReady).toList();
    }
  }

  /** Lets a thread that is ready go on, and waits until it waits again or ends. */
  void give(TurnThread thread) {
    driver = Thread.currentThread();
    thread.takeTurn();
    long deadline = System.nanoTime() + PATIENCE;
    boolean interrupted = false;
    while (thread.hasTurn()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw stuck(thread.thread());
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted(); // set, it would turn the wait into a spin
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.hasEnded()) {
      synchronized (threads) {
        threads.remove(thread.thread());
      }
    }
  }

  private static AssertionError stuck(Thread thread) {
    AssertionError error =
        new AssertionError(
            "A handler blocks elsewhere than in Weir, so all stands still; it is here");
    error.setStackTrace(thread.getStackTrace());
    return error;
  }

  void backToDriver() {
    LockSupport.unpark(driver);
  }

  /** Whether the current thread is one of these. */
  boolean isOwnThread() {
    return current() != null;
  }

  /** The current thread, if it is one of these. */
  @Nullable TurnThread current() {
    synchronized (threads) {
      return threads.get(Thread.currentThread());
    }
  }

  // ---- The server's side.

  @Override
  public ThreadFactory threads(String name) {
    ThreadFactory factory = OffLoop.system().threads(name);
    return task -> {
      TurnThread made = new TurnThread(this, task, factory);
      synchronized (threads) {
        threads.put(made.thread(), made);
      }
      return made.thread();
    };
  }

  @Override
  public Condition newCondition(Lock lock) {
    return new TurnCondition(this, lock);
  }

  @Override
  public boolean takesTurns() {
    return true;
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return clock.currentTimeMillis();
  }
}
