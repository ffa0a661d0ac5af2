package dev.weir.core.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether something happens often, at short intervals. Told by one thread, asked by any. */
final class Frequency {
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int OFTEN = 8;

  private final LongSupplier nanoTime;
  private long last;
  private int inARow;
  private volatile boolean high;

  Frequency(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** It happens now. */
  void happens() {
    long now = nanoTime.getAsLong();
    inARow = now - last < SHORT_NANOS ? Math.min(inARow + 1, OFTEN) : 0;
    last = now;
    boolean high = inARow == OFTEN;
    if (high != this.high) {
      this.high = high;
    }
  }

  /** Whether the last {@value #OFTEN} intervals were all short. */
  boolean isHigh() {
    return high;
  }
}
