package dev.weir.core.dispatch;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The time that each piece of work has, on one timer for all of them: as they have the same time,
 * they are due in the order in which they began. On the loop.
 *
 * <p>Work ends on other threads, which only mark it; it is taken off the list when other work
 * begins. So the list is at most some two times as long as there is work that isn't over.
 */
public final class TimeLimit {
  private static final int FEW = 64;

  private final EventLoop loop;
  private final long nanos;
  private final Deque<TimedTask> begun = new ArrayDeque<>();
  private int tidyAt = FEW;
  private @Nullable LoopTimer timer;

  /**
   * For the work of one loop. Any thread.
   *
   * @param nanos from its beginning on
   */
  public TimeLimit(EventLoop loop, long nanos) {
    this.loop = loop;
    this.nanos = nanos;
  }

  /** How long work may take, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** From now on its time runs. */
  public void begin(TimedTask task) {
    forgetOver();
    task.begins(loop.nanoTime() + nanos);
    begun.add(task);
    LoopTimer armed = timer();
    if (!armed.isArmed()) {
      armed.arm(nanos);
    }
  }

  /** After a task was over, where the loop knows: leaves no timer armed for nothing. */
  public void ended() {
    forgetOver();
    if (begun.isEmpty() && timer != null) {
      timer.cancel();
    }
  }

  private void forgetOver() {
    while (!begun.isEmpty() && begun.peek().isOver()) {
      begun.remove();
    }
    if (begun.size() >= tidyAt) {
      // One that takes long is at the head, and many that are over may be behind it.
      begun.removeIf(TimedTask::isOver);
      tidyAt = Math.max(FEW, 2 * begun.size());
    }
  }

  /** How many are on the list, over or not. */
  int listed() {
    return begun.size();
  }

  private LoopTimer timer() {
    LoopTimer made = timer;
    if (made == null) {
      made = loop.newTimer(this::look);
      timer = made;
    }
    return made;
  }

  private void look() {
    for (TimedTask first = begun.peek(); first != null; first = begun.peek()) {
      if (!first.isOver()) {
        long left = first.dueNanos() - loop.nanoTime();
        if (left > 0) {
          timer().arm(left);
          return;
        }
        first.endTime();
      }
      begun.remove();
    }
  }
}
