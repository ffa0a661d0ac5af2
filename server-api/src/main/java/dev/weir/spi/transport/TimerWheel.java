package dev.weir.spi.transport;

import dev.weir.annotation.Preview;

/**
 * The timers of one event loop: a hashed wheel of doubly linked lists, so arming and cancelling are
 * a few assignments, and a hundred thousand timers that never fire cost one look each per round.
 *
 * <p>Invariants: an armed timer is in the list of a slot that the wheel passes no later than at its
 * deadline's tick, or in the list of those being looked at right now; a slot's bit is set exactly
 * if its list holds something. Arming a timer that is armed for earlier only notes the later
 * deadline; the wheel moves it when it comes by.
 *
 * <p>Many timers of one time are taken in portions, so that input and output have their turn
 * between them: a portion is some dozens, and double that for each tick that the wheel is late, so
 * it catches up however long turns are.
 *
 * <p>For the loop's thread only. A task may arm and cancel any timer, its own too. If it throws,
 * the rest is run by the next {@link #advance}.
 */
@Preview
public final class TimerWheel {
  private static final int TICK_SHIFT = 23;
  private static final int SLOTS = 1024;
  private static final int MASK = SLOTS - 1;
  private static final int NO_LIST = -1;

  /** Cold ones cost a microsecond or more each. */
  private static final int PORTION = 64;

  private static final int MAX_DOUBLINGS = 7;

  /** The wheel's precision in nanoseconds: some 8.4 milliseconds. */
  public static final long TICK_NANOS = 1L << TICK_SHIFT;

  // Times count from here, so that neither negative nor overflowing ones are met.
  private final long origin;
  private final Timer[] slots = new Timer[SLOTS];
  private final long[] occupied = new long[SLOTS / Long.SIZE];
  private final Timer passing = new Timer(this, () -> {}, NO_LIST);
  private long now;
  private long tick;
  private int armed;

  /** A wheel that starts at a time of {@link System#nanoTime}. */
  public TimerWheel(long nanoTime) {
    origin = nanoTime;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Timer(this, () -> {}, i);
    }
  }

  /** A timer that isn't armed. */
  public LoopTimer newTimer(Runnable task) {
    return new Timer(this, task, NO_LIST);
  }

  /** How many timers are armed. */
  public int armed() {
    return armed;
  }

  /** The time that it was last told. */
  public long nanoTime() {
    return origin + now;
  }

  /**
   * How long a loop may sleep: to the next tick at which a timer may be due, and never longer than
   * a round. 0 if some are due, as when {@link #advance} has left some for the next turn.
   *
   * @return nanoseconds, or {@link Long#MAX_VALUE} if no timer is armed
   */
  public long nanosToNext() {
    if (armed == 0) {
      return Long.MAX_VALUE;
    }
    if (!passing.isAlone()) {
      return 0;
    }
    return Math.max(0, (nextOccupiedTick() << TICK_SHIFT) - now);
  }

  private long nextOccupiedTick() {
    long next = tick + 1;
    long end = tick + SLOTS;
    while (next < end) {
      int slot = (int) next & MASK;
      long bits = occupied[slot >> 6] >>> slot; // a shift by the low six bits
      if (bits != 0) {
        return Math.min(end, next + Long.numberOfTrailingZeros(bits));
      }
      next += Long.SIZE - (slot & Long.SIZE - 1);
    }
    return end;
  }

  /** Moves the time on for what is armed from now on, and runs nothing yet. */
  public void tellTime(long nanoTime) {
    now = Math.max(now, nanoTime - origin);
  }

  /**
   * Moves the time on, and runs tasks whose time has come, a portion of them: while others are
   * left, {@link #nanosToNext} is 0, and they come before all that are due later, unless the wheel
   * is late by more than a round, some 8.6 seconds.
   */
  public void advance(long nanoTime) {
    tellTime(nanoTime);
    long target = now >> TICK_SHIFT;
    if (target == tick && passing.isAlone()) {
      return;
    }
    for (int left = portion(target); left > 0; left--) {
      if (passing.isAlone() && !takeNext(target)) {
        return;
      }
      look(passing.next);
    }
  }

  private int portion(long target) {
    long oldest = passing.isAlone() ? nextOccupiedTick() : tick;
    return PORTION << Math.clamp(target - oldest, 0, MAX_DOUBLINGS);
  }

  /** Takes the timers out of the next slot that has some; false if there is none up to a tick. */
  private boolean takeNext(long target) {
    if (target - tick > SLOTS) {
      tick = target - SLOTS; // one round passes every timer
    }
    long next = nextOccupiedTick();
    if (next > target || armed == 0) {
      tick = target;
      return false;
    }
    tick = next;
    passing.takeAll(slots[(int) next & MASK]);
    return true;
  }

  /** Fires a timer that was taken out of a slot, or puts it back. */
  private void look(Timer timer) {
    timer.unlink();
    if (timer.dueTick() <= tick) {
      armed--;
      timer.task.run();
    } else {
      timer.linkBefore(slots[timer.slot()]);
    }
  }

  /** A timer, or the head of a circular list of timers. */
  private static final class Timer implements LoopTimer {
    private final TimerWheel wheel;
    private final Runnable task;
    private final int listSlot;
    private long deadline;

    // Itself while it isn't armed, or while the list is empty.
    private Timer next = this;
    private Timer previous = this;

    Timer(TimerWheel wheel, Runnable task, int listSlot) {
      this.wheel = wheel;
      this.task = task;
      this.listSlot = listSlot;
    }

    /** The first tick wholly after the deadline. */
    long dueTick() {
      return (deadline >> TICK_SHIFT) + 1;
    }

    int slot() {
      return (int) dueTick() & MASK;
    }

    @Override
    public void arm(long nanos) {
      long due = wheel.now + Math.max(0, nanos);
      if (due < 0) {
        due = Long.MAX_VALUE;
      }
      boolean later = isArmed() && due >= deadline;
      deadline = due;
      if (later) {
        return; // moved when the wheel comes by
      }
      cancel();
      linkBefore(wheel.slots[slot()]);
      wheel.armed++;
    }

    @Override
    public void cancel() {
      if (isArmed()) {
        unlink();
        wheel.armed--;
      }
    }

    @Override
    public boolean isArmed() {
      return next != this;
    }

    boolean isAlone() {
      return next == this;
    }

    void linkBefore(Timer list) {
      Timer last = list.previous;
      next = list;
      previous = last;
      list.previous = this;
      last.next = this;
      list.mark();
    }

    void unlink() {
      Timer before = previous;
      Timer after = next;
      before.next = after;
      after.previous = before;
      next = this;
      previous = this;
      if (before == after) {
        before.unmark(); // the list's head is alone
      }
    }

    /** Moves all of a list to the end of this one. */
    void takeAll(Timer list) {
      if (list.isAlone()) {
        return;
      }
      Timer first = list.next;
      Timer last = list.previous;
      Timer end = previous;
      end.next = first;
      first.previous = end;
      last.next = this;
      previous = last;
      list.next = list;
      list.previous = list;
      list.unmark();
    }

    private void mark() {
      wheel.occupied[listSlot >> 6] |= 1L << listSlot;
    }

    private void unmark() {
      if (listSlot != NO_LIST) {
        wheel.occupied[listSlot >> 6] &= ~(1L << listSlot);
      }
    }
  }
}
