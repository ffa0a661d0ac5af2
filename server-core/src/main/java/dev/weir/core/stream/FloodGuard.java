package dev.weir.core.stream;

import java.time.Duration;

/** Counts what is allowed so often within ten seconds, and not more. */
public final class FloodGuard {
  private static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final int limit;
  private final String what;
  private long since;
  private int count;

  /**
   * @param what the things that are counted, as a sentence has them
   */
  public FloodGuard(int limit, String what, long now) {
    this.limit = limit;
    this.what = what;
    this.since = now;
  }

  /** One more; false if that is one too many. */
  public boolean allows(long now) {
    if (now - since >= PERIOD_NANOS) {
      since = now;
      count = 0;
    }
    return ++count <= limit;
  }

  /** What is wrong when there are too many, for the peer. */
  public String complaint() {
    return "More than " + limit + " " + what + " within ten seconds";
  }
}
