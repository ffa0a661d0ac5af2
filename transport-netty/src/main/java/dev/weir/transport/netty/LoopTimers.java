package dev.weir.transport.netty;

import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.TimerWheel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop: a wheel, turned by one scheduled task of Netty's, which exists only while a
 * timer is armed. On the loop only.
 */
final class LoopTimers {
  private final NettyEventLoop loop;
  private final TimerWheel wheel;
  private final Runnable turn = this::turn;
  private @Nullable Future<?> scheduled;
  private long scheduledFor;

  LoopTimers(NettyEventLoop loop) {
    this.loop = loop;
    this.wheel = new TimerWheel(System.nanoTime());
  }

  LoopTimer newTimer(Runnable task) {
    return new Armed(task);
  }

  private void turn() {
    scheduled = null;
    loop.forgetTime(); // due now by the system's clock, perhaps not yet by the turn's
    wheel.advance(loop.nanoTime());
    if (wheel.armed() > 0) {
      schedule(loop.nanoTime() + lag(wheel.nanosToNext()));
    }
  }

  /** From a delay that counts from the wheel's time to one that counts from the loop's. */
  private long lag(long wheelDelay) {
    return Math.max(0, wheelDelay - (loop.nanoTime() - wheel.nanoTime()));
  }

  private void armed(long due) {
    Future<?> next = scheduled;
    // The wheel looks at whole ticks, so a tick more or less isn't worth another task.
    if (next == null) {
      schedule(due);
    } else if (scheduledFor - due > TimerWheel.TICK_NANOS) {
      next.cancel(false);
      schedule(due);
    }
  }

  private void schedule(long due) {
    scheduledFor = due;
    long delay = Math.max(TimerWheel.TICK_NANOS, due - loop.nanoTime());
    try {
      scheduled = loop.netty().schedule(turn, delay, TimeUnit.NANOSECONDS);
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
      long now = loop.nanoTime();
      timer.arm(delay + (now - wheel.nanoTime()));
      LoopTimers.this.armed(now + delay + TimerWheel.TICK_NANOS);
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
