package dev.weir.core.http;

/**
 * What comes in on one connection for all bodies side by side. A client with a thin line, or one
 * that sends its bodies one after the other, is slow on each of them, and on all together as fast
 * as it can be: so each is credited with an even share of all, too. On the loop.
 */
public final class SharedLine {
  /**
   * So many bodies at most are asked to come at the least rate at once, as on the few connections
   * that a client of HTTP/1.1 would use. Else the more streams, the wider a line it would take.
   */
  static final int MAX_COUNTED = 16;

  private int awaited;
  private double share;

  /** On which nothing is awaited. */
  public SharedLine() {}

  void joins() {
    awaited++;
  }

  void leaves() {
    awaited--;
  }

  void came(int count) {
    share += (double) count / Math.clamp(awaited, 1, MAX_COUNTED);
  }

  /** The bytes that came for each of those that were awaited, had they all got the same. */
  double share() {
    return share;
  }
}
