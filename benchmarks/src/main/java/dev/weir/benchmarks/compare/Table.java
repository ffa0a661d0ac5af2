package dev.weir.benchmarks.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A trial's samples as a table in Markdown: the best first, with ratios to the baseline. */
final class Table {
  /** Under this the server waited for the load. */
  private static final double BUSY_PERCENT = 95;

  /** A load generator that is later than this measures itself. */
  private static final double LATE_MICROS = 50;

  private Table() {}

  static String of(Trial trial, Samples samples, Map<String, String> versions, String baseline) {
    Metric main = trial.metrics().getFirst();
    StringBuilder text = new StringBuilder("### " + trial.title() + "\n\n| server | version |");
    StringBuilder line = new StringBuilder("| --- | --- |");
    for (Metric metric : trial.metrics()) {
      boolean first = metric == main;
      text.append(' ').append(metric.title()).append(" |").append(first ? " ± % | ratio |" : "");
      line.append(first ? " ---: | ---: | ---: |" : " ---: |");
    }
    text.append('\n').append(line).append('\n');
    OptionalDouble base = samples.median(baseline, main.key());
    for (String server : ranked(samples, main)) {
      text.append("| ").append(server).append(" | ").append(versions.get(server)).append(" |");
      for (Metric metric : trial.metrics()) {
        OptionalDouble median = samples.median(server, metric.key());
        text.append(' ').append(format(metric.format(), median)).append(" |");
        if (metric == main) {
          text.append(' ').append(format("%.1f", samples.spreadPercent(server, main.key())));
          text.append(" | ").append(ratio(median, base)).append(" |");
        }
      }
      text.append('\n');
    }
    return text.append(notes(trial, samples, baseline, base)).append('\n').toString();
  }

  private static List<String> ranked(Samples samples, Metric main) {
    return samples.servers().stream()
        .sorted(
            Comparator.comparingDouble(
                server -> samples.median(server, main.key()).orElse(Double.MAX_VALUE)))
        .toList();
  }

  private static String format(String format, OptionalDouble value) {
    return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
  }

  private static String ratio(OptionalDouble value, OptionalDouble base) {
    return value.isEmpty() || base.isEmpty() || base.getAsDouble() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f", value.getAsDouble() / base.getAsDouble());
  }

  private static String notes(Trial trial, Samples samples, String baseline, OptionalDouble base) {
    StringBuilder notes = new StringBuilder("\n");
    notes.append(
        base.isPresent()
            ? "Ratios are to " + baseline + ".\n"
            : "No ratios: " + baseline + " has no figures.\n");
    List<String> waiting =
        trial.kind() == Trial.Kind.LOAD
            ? samples.servers().stream()
                .filter(server -> samples.median(server, Metric.BUSY).orElse(100) < BUSY_PERCENT)
                .toList()
            : List.of();
    if (!waiting.isEmpty()) {
      notes
          .append("**The load generator was the limit** for ")
          .append(String.join(", ", waiting))
          .append(": compare the CPU per request, not the requests per second.\n");
    }
    List<String> late =
        samples.servers().stream()
            .filter(server -> samples.median(server, "own_p99").orElse(0) > LATE_MICROS)
            .toList();
    if (!late.isEmpty()) {
      notes
          .append("**The load generator itself was late** (p99 over ")
          .append(String.format(Locale.ROOT, "%.0f", LATE_MICROS))
          .append(" µs) for ")
          .append(String.join(", ", late))
          .append(": what is near that is its own.\n");
    }
    samples.troubles(trial.name()).forEach(line -> notes.append(line).append('\n'));
    return notes.toString();
  }
}
