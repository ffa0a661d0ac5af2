package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a server's user code: virtual ones without number, and a pool of as many platform
 * threads as processors. What is in flight is bounded over all doors together.
 */
public final class Workers implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Workers.class);
  private static final Duration POOL_END = Duration.ofSeconds(1);

  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final RunningWork running = new RunningWork();
  private final ThreadPoolExecutor pool;
  private volatile boolean closed;

  /**
   * No thread is started yet.
   *
   * @param maxInFlight how many places {@link WorkRunner#tryEnter} gives; also the length of the
   *     pool's queue, so work that has a place finds room there
   */
  public Workers(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    int processors = Runtime.getRuntime().availableProcessors();
    this.pool =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxInFlight),
            Thread.ofPlatform().daemon().name("weir-cpu-", 0).factory());
  }

  /** The runner of a door, whose virtual threads are called after it. */
  public WorkRunner forDoor(String door) {
    // One name for all: a number for each would cost a string per request; the thread's id tells
    // them apart in a dump.
    return new DoorWork(
        Thread.ofVirtual().name("weir-" + door).inheritInheritableThreadLocals(false).factory());
  }

  /** How much work was started and hasn't ended. */
  public int running() {
    return running.count();
  }

  /** Whether the current thread runs such work. */
  public boolean isOwnThread() {
    return running.isRunBy(Thread.currentThread());
  }

  /** Interrupts all that runs, and what waits in the pool's queue as soon as it begins. */
  public void interruptAll() {
    running.interruptAll();
  }

  /** Counts from now on what ends. */
  public void countEnds() {
    running.countEnds();
  }

  /** How much work has ended since {@link #countEnds}. */
  public long ended() {
    return running.ended();
  }

  /** Lets {@link #await} look again, after something beside the work has changed. Any thread. */
  public void signal() {
    running.signal();
  }

  /**
   * Waits for a condition, which is looked at again whenever work ends, and at each {@link
   * #signal}. For one thread at a time.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   * @return whether it holds
   */
  public boolean await(BooleanSupplier condition, long deadlineNanos) {
    return running.await(condition, deadlineNanos);
  }

  /** Takes no more work. What runs goes on; the pool's threads are waited for, briefly. */
  @Override
  public void close() {
    closed = true;
    pool.shutdown();
    try {
      if (!pool.awaitTermination(POOL_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.warn(
            "{} computations ignore their interrupt; their threads are left behind",
            pool.getActiveCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class DoorWork implements WorkRunner {
    private final ThreadFactory virtualThreads;

    DoorWork(ThreadFactory virtualThreads) {
      this.virtualThreads = virtualThreads;
    }

    @Override
    public boolean tryEnter() {
      if (inFlight.incrementAndGet() > maxInFlight) {
        inFlight.decrementAndGet();
        return false;
      }
      return true;
    }

    @Override
    public void leave() {
      inFlight.decrementAndGet();
    }

    @Override
    public void start(Dispatch dispatch, Runnable work) {
      RunningTask task = new RunningTask(work);
      running.add(task);
      boolean started = false;
      try {
        if (closed) {
          throw new RejectedExecutionException("The server has ended");
        }
        switch (dispatch) {
          case VIRTUAL_THREAD -> virtualThreads.newThread(task).start();
          case CPU_POOL -> pool.execute(task);
          case EVENT_LOOP -> throw new IllegalArgumentException("The caller is the event loop");
        }
        started = true;
      } finally {
        if (!started) {
          running.remove(task);
        }
      }
    }
  }

  private final class RunningTask extends RunningWork.Task implements Runnable {
    private final Runnable work;

    RunningTask(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      begin();
      try {
        work.run();
      } catch (Throwable e) {
        LOGGER.error("Work failed outside of its own handling of errors", e);
      } finally {
        end();
        running.remove(this);
      }
    }
  }
}
