package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one event loop: a hashed wheel of doubly linked lists, so arming and cancelling are
 * a few assignments, and a hundred thousand timers that never fire cost one look each per round.
 *
 * <p>Arming a timer that is armed for earlier only notes the later deadline; the wheel moves it when
 * it comes by. For the loop's thread only.
 */
@Preview
public final class TimerWheel {
  private static final int SLOTS = 1024;
  private static final int MASK = SLOTS - 1;

  /** The wheel's precision in nanoseconds: some 8.4 milliseconds. */
  public static final long TICK_NANOS = 1L << 23;

  private final Timer[] slots = new Timer[SLOTS];
  private long now;
  private long tick;
  private int armed;

  /** A wheel that starts at a time of {@link System#nanoTime}. */
  public TimerWheel(long nanoTime) {
    this.now = nanoTime;
    this.tick = nanoTime >> 23;
    for (int i = 0; i < SLOTS; i++) {
      Timer list = new Timer(this, () -> {});
      list.next = list;
      list.previous = list;
      slots[i] = list;
    }
  }

  /** A timer that isn't armed. */
  public LoopTimer newTimer(Runnable task) {
    return new Timer(this, task);
  }

  /** How many timers are armed. */
  public int armed() {
    return armed;
  }

  /** The time that it was last told. */
  public long nanoTime() {
    return now;
  }

  /**
   * How long a loop may sleep: to the next tick if a timer is armed in the wheel's next round, and
   * never longer than a round.
   *
   * @return nanoseconds, or {@link Long#MAX_VALUE} if no timer is armed
   */
  public long nanosToNext() {
    if (armed == 0) {
      return Long.MAX_VALUE;
    }
    for (int i = 1; i <= SLOTS; i++) {
      Timer list = slots[(int) (tick + i) & MASK];
      if (list.next != list) {
        return Math.max(0, (tick + i + 1 << 23) - now);
      }
    }
    return TICK_NANOS;
  }

  /** Moves the time on, and runs the tasks whose time has come. */
  public void advance(long nanoTime) {
    if (nanoTime > now) {
      now = nanoTime;
    }
    long target = now >> 23;
    if (target - tick > SLOTS) {
      tick = target - SLOTS; // one round passes every timer
    }
    while (tick < target) {
      tick++;
      expire(slots[(int) tick & MASK]);
    }
  }

  private void expire(Timer list) {
    Timer timer = list.next;
    while (timer != null && timer != list) {
      Timer next = timer.next;
      if (timer.deadline >> 23 < tick) {
        timer.unlink();
        armed--;
        timer.task.run();
        // The task may have cancelled or armed any other timer: start over with what is left.
        next = list.next;
      } else if (timer.slot() != ((int) tick & MASK)) {
        timer.unlink();
        timer.link(slots[timer.slot()]);
        next = list.next;
      }
      timer = next;
    }
  }

  private static final class Timer implements LoopTimer {
    private final TimerWheel wheel;
    private final Runnable task;
    private long deadline;
    private @Nullable Timer next;
    private @Nullable Timer previous;

    Timer(TimerWheel wheel, Runnable task) {
      this.wheel = wheel;
      this.task = task;
    }

    /** The slot whose tick is the first wholly after the deadline. */
    int slot() {
      return (int) ((deadline >> 23) + 1) & MASK;
    }

    @Override
    public void arm(long nanos) {
      long due = wheel.now + Math.max(0, nanos);
      boolean later = next != null && due >= deadline;
      deadline = due < wheel.now ? Long.MAX_VALUE >> 1 : due;
      if (later) {
        return; // moved when the wheel comes by
      }
      if (next != null) {
        unlink();
        wheel.armed--;
      }
      if (slot() == ((int) wheel.tick & MASK) && deadline >> 23 < wheel.tick) {
        deadline = wheel.tick << 23;
      }
      link(wheel.slots[slot()]);
      wheel.armed++;
    }

    @Override
    public void cancel() {
      if (next != null) {
        unlink();
        wheel.armed--;
      }
    }

    @Override
    public boolean isArmed() {
      return next != null;
    }

    private void link(Timer list) {
      Timer first = list.next;
      next = first;
      previous = list;
      list.next = this;
      if (first != null) {
        first.previous = this;
      }
    }

    private void unlink() {
      Timer before = previous;
      Timer after = next;
      if (before != null && after != null) {
        before.next = after;
        after.previous = before;
      }
      next = null;
      previous = null;
    }
  }
}
