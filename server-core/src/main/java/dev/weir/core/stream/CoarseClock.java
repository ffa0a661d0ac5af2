package dev.weir.core.stream;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's time, readable from any thread for the price of a volatile read, and right to
 * about half a second. It ticks only while somebody uses it.
 */
public final class CoarseClock {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** It is right to this much, unless its loop is held up. */
  static final long PRECISION_NANOS = 2 * TICK_NANOS;

  /** Both clocks at one moment. */
  private record Reading(long nanos, long millis) {}

  private final EventLoop loop;
  private volatile Reading reading;
  private @Nullable LoopTimer timer;
  private int users;

  /** A clock that stands still until it is used. On the loop. */
  public CoarseClock(EventLoop loop) {
    this.loop = loop;
    this.reading = new Reading(loop.nanoTime(), loop.currentTimeMillis());
  }

  /** One more user. On the loop. */
  public void use() {
    if (users++ == 0) {
      tick();
    }
  }

  /** One user less. On the loop. */
  public void release() {
    LoopTimer ticking = timer;
    if (--users == 0 && ticking != null) {
      ticking.cancel();
    }
  }

  private void tick() {
    reading = new Reading(loop.nanoTime(), loop.currentTimeMillis());
    LoopTimer ticking = timer;
    if (ticking == null) {
      ticking = loop.newTimer(this::tick);
      timer = ticking;
    }
    ticking.arm(TICK_NANOS);
  }

  /** The time of {@link EventLoop#nanoTime}, about. Any thread. */
  long nanos() {
    return reading.nanos;
  }

  /** The time since 1970 in milliseconds at which {@link #nanos} was {@code nanos}. Any thread. */
  long millisAt(long nanos) {
    Reading now = reading;
    return now.millis - TimeUnit.NANOSECONDS.toMillis(now.nanos - nanos);
  }
}
