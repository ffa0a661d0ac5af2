package dev.weir.testkit.memory;

import dev.weir.spi.transport.OffLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the loops of a transport go, and its time. By hand, whoever calls it takes the turns of the
 * loops and gives those of the server's threads; with threads, it waits for those of the loops. Any
 * thread but the server's own.
 */
final class Driver {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final MemoryOptions options;
  private final VirtualClock clock;
  private final Activity activity;
  private final List<MemoryLoop> loops = new ArrayList<>();
  private final @Nullable Turns turns;
  private final OffLoop offLoop;
  private final Random choices;
  private final ReentrantLock driving = new ReentrantLock();

  Driver(MemoryOptions options, VirtualClock clock, Activity activity) {
    this.options = options;
    this.clock = clock;
    this.activity = activity;
    this.choices = new Random(options.seed());
    this.turns = options.withThreads() ? null : new Turns(clock);
    this.offLoop = turns != null ? turns : new ThreadedOffLoop(clock);
    for (int i = 0; i < options.loops(); i++) {
      loops.add(new MemoryLoop(i, clock, activity, offLoop));
    }
  }

  List<MemoryLoop> loops() {
    return loops;
  }

  /** Until nothing is left to do without time going on. */
  void run() {
    requireOutside();
    if (turns == null) {
      awaitQuiet();
    } else {
      turnAll(turns);
    }
  }

  /** What is queued, on the calling thread, also where loops should have threads. */
  void turnOut() {
    turnAll(turns != null ? turns : new Turns(clock));
  }

  private void turnAll(Turns threads) {
    driving.lock();
    try {
      while (true) {
        List<MemoryLoop> busy = loops.stream().filter(MemoryLoop::hasWork).toList();
        List<TurnThread> ready = threads.ready();
        int all = busy.size() + ready.size();
        if (all == 0) {
          return;
        }
        int choice = all == 1 ? 0 : choices.nextInt(all);
        if (choice < busy.size()) {
          busy.get(choice).turn();
        } else {
          threads.give(ready.get(choice - busy.size()));
        }
      }
    } finally {
      driving.unlock();
    }
  }

  private void awaitQuiet() {
    try {
      if (!activity.awaitQuiet(System.nanoTime() + PATIENCE)) {
        throw new AssertionError("The event loops of the in-memory transport don't become quiet");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Runs, and moves the time on from event to event. */
  void advance(Duration duration) {
    run();
    driving.lock();
    try {
      long target = clock.nanoTime() + duration.toNanos();
      while (clock.nanoTime() < target) {
        moveTo(Math.min(target, nextEvent()));
      }
    } finally {
      driving.unlock();
    }
  }

  private void moveTo(long time) {
    clock.moveTo(time);
    loops.forEach(loop -> loop.tryExecute(() -> {}));
    run();
  }

  private long nextEvent() {
    List<Long> timers = new ArrayList<>();
    for (MemoryLoop loop : loops) {
      loop.tryExecute(() -> {
        synchronized (timers) {
          timers.add(loop.nextTimer());
        }
      });
    }
    run();
    synchronized (timers) {
      return timers.stream().reduce(clock.next(), Math::min);
    }
  }

  /** To what happens next; false if nothing will, however long one waits. */
  private boolean moveOn() {
    driving.lock();
    try {
      long next = nextEvent();
      if (next == Long.MAX_VALUE) {
        return false;
      }
      moveTo(next);
      return true;
    } finally {
      driving.unlock();
    }
  }

  /** Waits for something of a client, under its lock; false if it doesn't happen. */
  boolean await(Object client, BooleanSupplier done) {
    requireOutside();
    long deadline = System.nanoTime() + PATIENCE;
    try {
      if (options.withThreads()) {
        return awaitLoops(client, done, deadline);
      }
      while (true) {
        run();
        synchronized (client) {
          if (done.getAsBoolean()) {
            return true;
          }
        }
        boolean more = options.movesTime() ? moveOn() : activity.awaitWork(deadline);
        if (!more || System.nanoTime() - deadline > 0) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static boolean awaitLoops(Object client, BooleanSupplier done, long deadline)
      throws InterruptedException {
    synchronized (client) {
      while (!done.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        client.wait(left);
      }
      return true;
    }
  }

  /** Waits for something that isn't the loops' doing; meanwhile time goes on as the machine's. */
  void driveUntil(BooleanSupplier done) {
    requireOutside();
    try {
      while (!done.getAsBoolean()) {
        long before = System.nanoTime();
        run();
        if (!activity.awaitWork(before + TimeUnit.MILLISECONDS.toNanos(5))) {
          advance(Duration.ofNanos(System.nanoTime() - before));
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for the server", e);
  }

  /** None of the server's threads can wait for the server: it waits for them. */
  void requireOutside() {
    if (loops.stream().anyMatch(MemoryLoop::inLoop) || (turns != null && turns.isOwnThread())) {
      throw new IllegalStateException(
          "An event loop or a handler can't wait for what the server does");
    }
  }
}
