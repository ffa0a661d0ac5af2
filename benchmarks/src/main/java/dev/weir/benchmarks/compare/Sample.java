package dev.weir.benchmarks.compare;

import java.util.Map;

/** What one look at one server gave: figures by the keys of {@link Metric}s. */
record Sample(Map<String, Double> figures) {
  static final Sample NONE = new Sample(Map.of());

  Sample {
    figures = Map.copyOf(figures);
  }

  /** NaN if there is none. */
  double figure(String key) {
    return figures.getOrDefault(key, Double.NaN);
  }
}
