package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.util.concurrent.Executor;

/** One thread that serves many connections. */
@Preview
public interface EventLoop extends Executor {
  /** Its number in the transport, from 0. */
  int index();

  /** Whether the current thread is this loop's. */
  boolean inLoop();

  /** The loop's thread, for the watchdog. */
  Thread thread();

  /**
   * Runs a task on the loop soon, in the order of the calls. From any thread; it never waits.
   *
   * @throws java.util.concurrent.RejectedExecutionException once the loop has ended
   */
  @Override
  void execute(Runnable task);

  /**
   * Runs a task once at the end of the loop's turn; asked for there, it may be the end of the next
   * one. On the loop only.
   */
  default void atTurnEnd(Runnable task) {
    execute(task);
  }

  /** The time of {@link System#nanoTime} as of the loop's current turn. On the loop only. */
  long nanoTime();

  /** The wall clock in milliseconds since 1970 as of the current turn. On the loop only. */
  long currentTimeMillis();

  /**
   * A timer that isn't armed. It can be armed, cancelled and armed again any number of times, which
   * costs next to nothing. On the loop only.
   */
  LoopTimer newTimer(Runnable task);

  /** What the code beside this loop stands on; the same for all loops of a transport. */
  default OffLoop offLoop() {
    return OffLoop.system();
  }
}
