package dev.weir.benchmarks.compare;

import java.util.Map;

/** What one look at one server gave: figures by the keys of {@link Metric}s. */
record Sample(Map<String, Double> figures) {
  Sample {
    figures = Map.copyOf(figures);
  }
}
