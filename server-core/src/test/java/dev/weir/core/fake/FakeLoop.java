package dev.weir.core.fake;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.OffLoop;
import dev.weir.spi.transport.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An event loop on a thread of its own, whose time stands still until a test moves it. */
public final class FakeLoop implements EventLoop, AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(20);

  private final int index;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Queue<Runnable> turnEnds = new ArrayDeque<>();
  private final TimerWheel wheel = new TimerWheel(0);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("fake-loop").unstarted(this::turn);
  private volatile long now; // written on the loop alone
  private volatile boolean ended;

  public FakeLoop() {
    this(0);
  }

  /** With a number of its own, to be told from other loops in the log. */
  public FakeLoop(int index) {
    this.index = index;
    thread.start();
  }

  private void turn() {
    try {
      while (!ended || !tasks.isEmpty()) {
        tasks.take().run();
        for (Runnable end = turnEnds.poll(); end != null; end = turnEnds.poll()) {
          end.run();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs on the loop, with what its turn brings along, and waits for it. */
  public void run(Runnable task) {
    call(() -> {
      task.run();
      return true;
    });
    call(() -> true); // the end of the first one's turn is over now
  }

  /** Runs on the loop and gives the result. */
  public <T> T call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(() -> {
      try {
        result.complete(task.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    return result.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /**
   * Moves the time on, in steps, each a turn of its own, so that a timer that is armed by another
   * is met too. Returns after the last.
   */
  public void advance(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= STEP.toNanos()) {
      long step = Math.min(left, STEP.toNanos());
      execute(() -> {
        now += step;
        do {
          wheel.advance(now);
        } while (wheel.nanosToNext() == 0);
      });
    }
    run(() -> {});
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnds.add(task);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    if (ended) {
      throw new RejectedExecutionException("The loop has ended");
    }
    tasks.add(task);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long currentTimeMillis() {
    return TimeUnit.NANOSECONDS.toMillis(now);
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    return wheel.newTimer(task);
  }

  @Override
  public OffLoop offLoop() {
    return new FakeOffLoop(this);
  }

  /** How many timers are armed. */
  public int armedTimers() {
    return call(wheel::armed);
  }

  @Override
  public void close() {
    if (!ended) {
      execute(() -> ended = true);
    }
  }
}
