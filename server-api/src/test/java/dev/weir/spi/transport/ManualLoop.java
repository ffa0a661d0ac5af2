package dev.weir.spi.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An event loop that its test turns by hand; its thread is the one that made it. */
final class ManualLoop implements EventLoop {
  private final Thread thread = Thread.currentThread();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> turnEnds = new ArrayDeque<>();
  private final TimerWheel wheel = new TimerWheel(0);

  /** Turns until nothing is left to do now. */
  void run() {
    while (true) {
      Runnable task = tasks.poll();
      if (task == null) {
        task = turnEnds.poll();
      }
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  void pass(Duration time) {
    long now = wheel.nanoTime() + time.toNanos();
    do {
      wheel.advance(now);
    } while (wheel.nanosToNext() == 0);
    run();
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnds.add(task);
  }

  int armedTimers() {
    return wheel.armed();
  }

  @Override
  public int index() {
    return 0;
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
    tasks.add(task);
  }

  @Override
  public long nanoTime() {
    return wheel.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return 0;
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    return wheel.newTimer(task);
  }
}
