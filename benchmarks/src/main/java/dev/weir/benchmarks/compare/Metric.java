package dev.weir.benchmarks.compare;

/**
 * A column of a table.
 *
 * @param key of the figure in a {@link Sample}
 * @param title with its unit
 * @param format of {@link String#format}
 * @param compared whether its ratio to the baseline's stands beside it
 */
record Metric(String key, String title, String format, boolean compared) {
  static final String CPU = "cpu";
  static final String RATE = "rate";
  static final String BUSY = "busy";

  /** One without a ratio. */
  Metric(String key, String title, String format) {
    this(key, title, format, false);
  }
}
