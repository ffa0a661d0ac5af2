package dev.weir.testkit.memory;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.OffLoop;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.spi.transport.TimerWheel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An event loop: a queue of tasks, a wheel of timers, and the streams whose turn has to be ended.
 * Whoever calls {@link #turn} is its thread for that time.
 */
final class MemoryLoop implements EventLoop {
  private static final Logger LOGGER = System.getLogger(MemoryLoop.class.getName());
  private static final int READ_BYTES = 64 << 10;

  private final int index;
  private final VirtualClock clock;
  private final Activity activity;
  private final OffLoop offLoop;
  private final TimerWheel wheel;
  private final SegmentPool segments = SegmentPool.confined();
  private final Set<MemoryStream> streams = new LinkedHashSet<>();

  private final Object lock = new Object();
  private Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean ended;

  private List<Runnable> turnEnds = new ArrayList<>();
  private byte @Nullable [] readBuffer;
  private volatile @Nullable Thread runner;
  private volatile Thread thread = Thread.currentThread();

  MemoryLoop(int index, VirtualClock clock, Activity activity, OffLoop offLoop) {
    this.index = index;
    this.clock = clock;
    this.activity = activity;
    this.offLoop = offLoop;
    this.wheel = new TimerWheel(clock.nanoTime());
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inLoop() {
    return runner == Thread.currentThread();
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      if (ended) {
        throw new RejectedExecutionException("The event loop " + index + " has ended");
      }
      activity.begin();
      tasks.add(task);
      lock.notifyAll();
    }
  }

  /** As {@link #execute}; without effect once the loop has ended. */
  void tryExecute(Runnable task) {
    synchronized (lock) {
      if (!ended) {
        execute(task);
      }
    }
  }

  @Override
  public long nanoTime() {
    return wheel.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return clock.currentTimeMillis();
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    return wheel.newTimer(() -> guarded(task));
  }

  @Override
  public OffLoop offLoop() {
    return offLoop;
  }

  /** When a timer may be due, or {@link Long#MAX_VALUE}. On the loop. */
  long nextTimer() {
    long nanos = wheel.nanosToNext();
    return nanos == Long.MAX_VALUE ? nanos : wheel.nanoTime() + Math.max(1, nanos);
  }

  SegmentPool segments() {
    return segments;
  }

  /** Memory for one read; what it held is overwritten by the next. */
  byte[] readBuffer() {
    byte[] buffer = readBuffer;
    if (buffer == null) {
      buffer = new byte[READ_BYTES];
      readBuffer = buffer;
    }
    return buffer;
  }

  Set<MemoryStream> streams() {
    return streams;
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnds.add(task);
  }

  /** Whether there is something to do in a turn. */
  boolean hasWork() {
    synchronized (lock) {
      return !tasks.isEmpty() || !turnEnds.isEmpty();
    }
  }

  /** Runs what was queued when it was called, then ends the turns of the streams concerned. */
  void turn() {
    Thread current = Thread.currentThread();
    runner = current;
    thread = current;
    try {
      Queue<Runnable> due;
      synchronized (lock) {
        due = tasks;
        tasks = new ArrayDeque<>();
      }
      do {
        wheel.advance(clock.nanoTime());
      } while (wheel.nanosToNext() == 0); // the time stands still until all that is due has run
      for (Runnable task : due) {
        guarded(task);
      }
      List<Runnable> ends = turnEnds;
      turnEnds = new ArrayList<>();
      ends.forEach(this::guarded);
      activity.end(due.size());
    } finally {
      runner = null;
    }
  }

  /** Takes turns until the loop ends. */
  void runThread() {
    while (awaitWork()) {
      turn();
    }
  }

  private boolean awaitWork() {
    synchronized (lock) {
      while (tasks.isEmpty() && turnEnds.isEmpty()) {
        if (ended) {
          return false;
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // Nobody but the transport ends a loop: an interrupt is a handler's that leaked.
          LOGGER.log(Level.DEBUG, "Event loop {0} was interrupted", index);
        }
      }
      return true;
    }
  }

  /** Takes no further tasks; those queued still run. */
  void end() {
    synchronized (lock) {
      ended = true;
      lock.notifyAll();
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      activity.failed(e);
      LOGGER.log(Level.ERROR, "A task of event loop " + index + " threw", e);
    }
  }

  @Override
  public String toString() {
    return "memory-loop-" + index;
  }
}
