package dev.weir.core.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a crew has been at work with always something left. Any thread: two that tell of it at
 * once make it a little shorter or longer.
 */
final class BusyPeriod {
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private volatile boolean goesOn;
  private volatile long since;

  BusyPeriod(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A thread leaves something to the next. */
  void goesOn() {
    if (!goesOn) {
      since = nanoTime.getAsLong();
      goesOn = true;
    }
  }

  /** A thread found nothing left. */
  void ends() {
    if (goesOn) {
      goesOn = false;
    }
  }

  /** Whether it has lasted 10 ms. */
  boolean isLong() {
    return goesOn && nanoTime.getAsLong() - since >= LONG_NANOS;
  }
}
