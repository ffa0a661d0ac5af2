package dev.weir.benchmarks.compare;

/**
 * A column of a table.
 *
 * @param key of the figure in a {@link Sample}
 * @param title with its unit
 * @param format of {@link String#format}
 */
record Metric(String key, String title, String format) {
  static final String CPU = "cpu";
  static final String RATE = "rate";
  static final String BUSY = "busy";
}
