package dev.weir.middleware.ratelimit;

import dev.weir.annotation.Preview;
import java.time.Duration;

/**
 * So many in a time. All of them may come at once; then they come back evenly over the time.
 *
 * @param permits how many, at least 1
 * @param period the time, more than none
 */
@Preview
public record Rate(int permits, Duration period) {
  /** Checks the bounds. */
  public Rate {
    if (permits < 1) {
      throw new IllegalArgumentException("A rate allows at least 1, not " + permits);
    }
    if (!period.isPositive()) {
      throw new IllegalArgumentException("A rate's time is more than none, not " + period);
    }
  }

  /** So many a second. */
  public static Rate perSecond(int permits) {
    return new Rate(permits, Duration.ofSeconds(1));
  }
}
