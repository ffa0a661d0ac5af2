package dev.weir.core.http;

/**
 * How long one thread has waited, all in all, for others to ask at any moment. All of it is one
 * word: in two, a wait that ends while somebody asks would be missing, and the request be taken for
 * one whose time is over.
 */
final class WaitTime {
  private final long origin;

  /**
   * Without the last bit: how long the waits before were, or, if the last bit is set for a wait
   * that goes on, its begin after the origin less the waits before.
   */
  private volatile long state;

  /**
   * Nothing was waited for yet.
   *
   * @param origin a time of the same clock as the others, not after any of them
   */
  WaitTime(long origin) {
    this.origin = origin;
  }

  /** A wait begins. Only its thread calls this, and {@link #end}. */
  void begin(long now) {
    state = ((now - origin - (state >> 1)) << 1) | 1;
  }

  /** The wait that has begun ends. */
  void end(long now) {
    state = until(now) << 1;
  }

  /** The waits until {@code now}, in nanoseconds. Any thread. */
  long until(long now) {
    long seen = state;
    long value = seen >> 1;
    return (seen & 1) == 0 ? value : Math.max(0, now - origin - value);
  }
}
