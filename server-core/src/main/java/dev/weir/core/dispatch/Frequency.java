package dev.weir.core.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether something happens often, at short intervals. A longer interval takes away as many short
 * ones as it is long, so one pause of the machine amid many doesn't count. Told by one thread,
 * asked by any.
 */
final class Frequency {
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int OFTEN = 8;
  private static final int MOST = 64;

  private final LongSupplier nanoTime;
  private long last;
  private long shortOnes;
  private volatile boolean high;

  Frequency(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** It happens now. */
  void happens() {
    long now = nanoTime.getAsLong();
    long interval = now - last;
    last = now;
    shortOnes =
        interval < SHORT_NANOS
            ? Math.min(MOST, shortOnes + 1)
            : Math.max(0, shortOnes - interval / SHORT_NANOS);
    boolean high = shortOnes >= OFTEN;
    if (high != this.high) {
      this.high = high;
    }
  }

  /** Whether there were {@value #OFTEN} short intervals more than longer ones took away. */
  boolean isHigh() {
    return high;
  }
}
