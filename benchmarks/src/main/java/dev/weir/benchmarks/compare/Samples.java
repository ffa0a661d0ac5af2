package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** All samples of a trial, by server. */
final class Samples {
  private final Map<String, List<Sample>> byServer = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** It couldn't go on; what it had shown until then doesn't count. */
  private void failed(String server, String reason) {
    byServer.remove(server);
    failures.put(server, reason);
  }

  /** What may fail at one server. */
  interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  /** One server that fails takes itself out, and no other; it isn't tried again. */
  void attempt(String server, Attempt attempt) throws InterruptedException {
    if (failures.containsKey(server)) {
      return;
    }
    try {
      attempt.run();
    } catch (IOException e) {
      failed(server, String.valueOf(e.getMessage()));
    }
  }

  /** Who failed, and why. */
  Map<String, String> failures() {
    return Collections.unmodifiableMap(failures);
  }

  void add(String server, Sample sample) {
    byServer.computeIfAbsent(server, name -> new ArrayList<>()).add(sample);
  }

  Set<String> servers() {
    return byServer.keySet();
  }

  /** The median of a figure, if there are any. */
  OptionalDouble median(String server, String key) {
    double[] sorted = sorted(server, key);
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /** Half of the range of a figure, in percent of its median. */
  double spreadPercent(String server, String key) {
    double[] sorted = sorted(server, key);
    double median = median(server, key).orElse(0);
    return median == 0 ? 0 : 50 * (sorted[sorted.length - 1] - sorted[0]) / median;
  }

  private double[] sorted(String server, String key) {
    return byServer.getOrDefault(server, List.of()).stream()
        .filter(sample -> sample.figures().containsKey(key))
        .mapToDouble(sample -> sample.figures().getOrDefault(key, 0.0))
        .sorted()
        .toArray();
  }
}
