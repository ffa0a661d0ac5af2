package dev.weir.core.stream;

import dev.weir.spi.transport.EventLoop;
import java.time.Instant;

/** When the last byte came or went on a stream. */
public final class Activity {
  private final EventLoop loop;
  private final CoarseClock clock;
  private volatile long last;

  /** Active now. On the loop. */
  public Activity(EventLoop loop, CoarseClock clock) {
    this.loop = loop;
    this.clock = clock;
    this.last = loop.nanoTime();
  }

  /** A byte came or went. Any thread. */
  public void touch() {
    last = loop.inLoop() ? loop.nanoTime() : clock.nanos();
  }

  /** For how long nothing came or went, in nanoseconds. On the loop. */
  public long quietNanos() {
    return loop.nanoTime() - last;
  }

  /** As {@link #quietNanos}, and never more than it really is: what the clock is off by is off. */
  public long surelyQuietNanos() {
    return Math.max(0, quietNanos() - CoarseClock.PRECISION_NANOS);
  }

  /** The moment, to about a second. Any thread. */
  public Instant lastMoment() {
    return Instant.ofEpochMilli(clock.millisAt(last));
  }
}
