package dev.weir.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
      List<String> titles = new ArrayList<>(List.of(metric.title()));
      if (metric == main) {
        titles.add("± %");
      }
      if (metric.compared()) {
        titles.add("ratio");
      }
      titles.forEach(title -> text.append(' ').append(title).append(" |"));
      line.append(" ---: |".repeat(titles.size()));
    }
    text.append('\n').append(line).append('\n');
    for (String server : ranked(samples, main)) {
      text.append("| ").append(server).append(" | ").append(versions.get(server)).append(" |");
      figures(trial, samples, server, baseline)
          .forEach(figure -> text.append(' ').append(figure).append(" |"));
      text.append('\n');
    }
    return text.append(notes(trial, samples, baseline)).append('\n').toString();
  }

  private static List<String> figures(
      Trial trial, Samples samples, String server, String baseline) {
    List<String> figures = new ArrayList<>();
    for (Metric metric : trial.metrics()) {
      figures.add(format(metric.format(), samples.median(server, metric.key())));
      if (metric == trial.metrics().getFirst()) {
        figures.add(format("%.1f", samples.spreadPercent(server, metric.key())));
      }
      if (metric.compared()) {
        figures.add(format(samples.ratio(server, baseline, metric.key())));
      }
    }
    return figures;
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

  private static String format(Optional<Ratio> ratio) {
    return ratio
        .map(of ->
            of.hasInterval()
                ? String.format(
                    Locale.ROOT, "%.2f (%.2f to %.2f)", of.median(), of.low(), of.high())
                : String.format(Locale.ROOT, "%.2f", of.median()))
        .orElse("-");
  }

  private static String notes(Trial trial, Samples samples, String baseline) {
    StringBuilder notes = new StringBuilder("\n");
    notes.append(ratioNote(trial, samples, baseline));
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

  private static String ratioNote(Trial trial, Samples samples, String baseline) {
    Optional<Ratio> own = samples.ratio(baseline, baseline, trial.metrics().getFirst().key());
    if (own.isEmpty()) {
      return "No ratios: " + baseline + " has no figures.\n";
    }
    return "Ratios are to "
        + baseline
        + (own.get().hasInterval()
            ? " in the same round: their median, and where that lies with 95 % confidence.\n"
            : " in the same round: their median.\n");
  }
}
