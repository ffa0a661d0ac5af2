package dev.weir.transport.netty;

import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.TimerWheel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop: a wheel, turned by one scheduled task of Netty's, which exists only while a
 * timer is armed. On the loop only.
 */
final class LoopTimers {
  /** What turns the wheel, on the loop. */
  interface Alarm {
    /** The time of the turn. */
    long nanoTime();

    /** Has the next {@link #nanoTime} ask the system. */
    void forgetTime();

    /**
     * Runs the task after input and output had their turn, {@code delay} nanoseconds from now or
     * later.
     *
     * @throws RejectedExecutionException if the loop has ended
     */
    Future<?> schedule(Runnable task, long delay);
  }

  private final Alarm alarm;
  private final TimerWheel wheel;
  private final Runnable turn = this::turn;
  private @Nullable Future<?> scheduled;
  private long scheduledFor;
  private boolean turning;

  LoopTimers(Alarm alarm) {
    this.alarm = alarm;
    this.wheel = new TimerWheel(System.nanoTime());
  }

  LoopTimer newTimer(Runnable task) {
    return new Armed(task);
  }

  private void turn() {
    scheduled = null;
    alarm.forgetTime(); // due now by the system's clock, perhaps not yet by the turn's
    turning = true;
    try {
      wheel.advance(alarm.nanoTime());
    } finally {
      turning = false;
    }
    if (wheel.armed() > 0) {
      scheduleNext(wheel.nanosToNext());
    }
  }

  private void scheduleNext(long wheelDelay) {
    long now = alarm.nanoTime();
    if (wheelDelay == 0) {
      schedule(now, now); // some are left that are due: after input and output
      return;
    }
    // From a delay that counts from the wheel's time to one that counts from the loop's.
    long delay = wheelDelay - (now - wheel.nanoTime());
    schedule(now + Math.max(TimerWheel.TICK_NANOS, delay), now);
  }

  private void armed(long due, long now) {
    if (turning) {
      return; // the end of the turn looks at all
    }
    Future<?> next = scheduled;
    // The wheel looks at whole ticks, so a tick more or less isn't worth another task.
    if (next == null) {
      schedule(due, now);
    } else if (scheduledFor - due > TimerWheel.TICK_NANOS) {
      next.cancel(false);
      schedule(due, now);
    }
  }

  private void schedule(long due, long now) {
    scheduledFor = due;
    try {
      scheduled = alarm.schedule(turn, due - now);
    } catch (RejectedExecutionException e) {
      scheduled = null; // the loop has ended: nobody waits for its timers
    }
  }

  /** Armed from the loop's time on; the wheel's stands still while no timer is armed. */
  private final class Armed implements LoopTimer, Runnable {
    private final Runnable task;
    private final LoopTimer timer;

    Armed(Runnable task) {
      this.task = task;
      this.timer = wheel.newTimer(this);
    }

    @Override
    public void run() {
      NettyEventLoop.run(task);
    }

    @Override
    public void arm(long nanos) {
      long delay = Math.clamp(nanos, 0, Long.MAX_VALUE >> 2);
      long now = alarm.nanoTime();
      timer.arm(delay + (now - wheel.nanoTime()));
      LoopTimers.this.armed(now + delay + TimerWheel.TICK_NANOS, now);
    }

    @Override
    public void cancel() {
      timer.cancel();
    }

    @Override
    public boolean isArmed() {
      return timer.isArmed();
    }
  }
}
