package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All samples of a trial, by server. */
final class Samples {
  private final Map<String, SortedMap<Integer, Sample>> byServer = new LinkedHashMap<>();
  private final Map<String, List<String>> errors = new LinkedHashMap<>(); // of each load with some
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

  /**
   * One server that fails takes itself out, and no other; it isn't tried again. One under whose
   * load errors were met stays, without that sample.
   */
  void attempt(String server, Attempt attempt) throws InterruptedException {
    if (failures.containsKey(server)) {
      return;
    }
    try {
      attempt.run();
    } catch (LoadErrorsException e) {
      byServer.computeIfAbsent(server, name -> new TreeMap<>());
      errors.computeIfAbsent(server, name -> new ArrayList<>()).add(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      failed(server, String.valueOf(e.getMessage()));
    }
  }

  /** Who failed at a test, or met errors, and why: a line each. */
  List<String> troubles(String test) {
    List<String> lines = new ArrayList<>();
    failures.forEach(
        (server, reason) -> lines.add("**" + test + ", " + server + " failed**: " + reason));
    errors.forEach((server, reasons) -> lines.add(metErrors(test, server, reasons)));
    return lines;
  }

  private static String metErrors(String test, String server, List<String> reasons) {
    return String.format(
        Locale.ROOT,
        "**%s, %s met errors** in %d of its warm-up and samples, which don't count: %s",
        test,
        server,
        reasons.size(),
        String.join("; ", reasons));
  }

  /** Rounds are numbered from 0, with one sample of each server at most. */
  void add(String server, int round, Sample sample) {
    byServer.computeIfAbsent(server, name -> new TreeMap<>()).put(round, sample);
  }

  /** Those that didn't fail, be it without a sample that counts. */
  Set<String> servers() {
    return byServer.keySet();
  }

  /** The median of a figure, if there are any. */
  OptionalDouble median(String server, String key) {
    double[] sorted = sorted(server, key);
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Ratio.median(sorted));
  }

  /** How a figure relates to the baseline's, if a round has both. */
  Optional<Ratio> ratio(String server, String baseline, String key) {
    Map<Integer, Sample> base = rounds(baseline);
    double[] ratios =
        rounds(server).entrySet().stream()
            .mapToDouble(round ->
                round.getValue().figure(key)
                    / base.getOrDefault(round.getKey(), Sample.NONE).figure(key))
            .filter(Double::isFinite)
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Ratio.of(ratios));
  }

  private SortedMap<Integer, Sample> rounds(String server) {
    return byServer.getOrDefault(server, Collections.emptySortedMap());
  }

  /** Half of the range of a figure, in percent of its median, if there are any. */
  OptionalDouble spreadPercent(String server, String key) {
    double[] sorted = sorted(server, key);
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double median = median(server, key).orElseThrow();
    double range = sorted[sorted.length - 1] - sorted[0];
    return OptionalDouble.of(median == 0 ? 0 : 50 * range / median);
  }

  private double[] sorted(String server, String key) {
    return rounds(server).values().stream()
        .mapToDouble(sample -> sample.figure(key))
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }
}
