package dev.weir.benchmarks.compare;

import java.util.Arrays;

/**
 * How a server's figure relates to the baseline's, from the rounds in which both have one. What the
 * machine does to a round it does to both.
 *
 * @param median of the rounds' ratios
 * @param low where the interval begins that holds the median of all possible rounds with 95 %
 *     confidence by the sign test, which asks nothing of how figures spread; NaN where there are
 *     too few rounds to say
 * @param high where it ends, or NaN
 */
record Ratio(double median, double low, double high) {
  /** What may be missed on each side. */
  private static final double TAIL = 0.025;

  /**
   * Sums them up.
   *
   * @param ratios one of each round, at least one
   */
  static Ratio of(double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    int outside = outside(sorted.length);
    return outside == 0
        ? new Ratio(median(sorted), Double.NaN, Double.NaN)
        : new Ratio(median(sorted), sorted[outside - 1], sorted[sorted.length - outside]);
  }

  /** Of at least one, in their order. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Whether the rounds are enough to say where it lies. */
  boolean hasInterval() {
    return !Double.isNaN(low);
  }

  /**
   * The most that so many coins show heads, or fewer, with a probability of 2.5 % at most, and one
   * more: which of the ordered figures the interval begins with. 0 if there is no such number.
   */
  private static int outside(int coins) {
    double probability = Math.pow(0.5, coins); // of exactly so many heads as counted below
    double atMost = probability;
    int heads = 0;
    while (atMost <= TAIL) {
      heads++;
      probability *= (double) (coins - heads + 1) / heads;
      atMost += probability;
    }
    return heads;
  }
}
