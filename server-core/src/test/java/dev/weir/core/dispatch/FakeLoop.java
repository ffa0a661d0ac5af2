package dev.weir.core.dispatch;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** A loop that is one thread, whose timers fire when a test says so. */
public final class FakeLoop implements EventLoop, AutoCloseable {
  private final int index;
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(task -> {
        Thread created = Thread.ofPlatform().daemon().name("fake-loop").unstarted(task);
        thread.set(created);
        return created;
      });
  private final List<FakeTimer> timers = new ArrayList<>();

  public FakeLoop() {
    this(0);
  }

  /** With a number of its own, to be told from other loops in the log. */
  FakeLoop(int index) {
    this.index = index;
    run(() -> {});
  }

  /** Runs a task on the loop and waits for it. */
  public void run(Runnable task) {
    try {
      executor.submit(task).get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread.get();
  }

  @Override
  public Thread thread() {
    return thread.get();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    FakeTimer timer = new FakeTimer(task);
    timers.add(timer);
    return timer;
  }

  /** Ends the loop: it refuses tasks from now on. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static final class FakeTimer implements LoopTimer {
    private final Runnable task;
    private boolean armed;

    FakeTimer(Runnable task) {
      this.task = task;
    }

    void fire() {
      if (armed) {
        armed = false;
        task.run();
      }
    }

    @Override
    public void arm(long nanos) {
      armed = true;
    }

    @Override
    public void cancel() {
      armed = false;
    }

    @Override
    public boolean isArmed() {
      return armed;
    }
  }
}
