package dev.weir.core.http2;

import java.time.Duration;

/** Counts what is allowed so often within ten seconds, and not more. */
final class FloodGuard {
  private static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final int limit;
  private final String what;
  private long since;
  private int count;

  /**
   * @param what the things that are counted, as a sentence has them
   */
  FloodGuard(int limit, String what, long now) {
    this.limit = limit;
    this.what = what;
    this.since = now;
  }

  /** One more. */
  void count(long now) throws ConnectionException {
    if (now - since >= PERIOD_NANOS) {
      since = now;
      count = 0;
    }
    if (++count > limit) {
      throw ConnectionException.flood("More than " + limit + " " + what + " within ten seconds");
    }
  }
}
