package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** What a request costs as one kind of work grows: no step should cost more than in proportion. */
final class Growth {
  private static final String MAIN = "dev.weir.benchmarks.growth.GrowthServer";
  private static final List<String> DISPATCHES = List.of("loop", "virtual");
  private static final LoadSpec BASE = LoadSpec.parse("kind=http path=/plaintext connections=64");

  private final Jvm jvm;
  private final Measuring measuring;
  private final Pinning pinning;
  private final Path logs;
  private final Comparison.Pace pace;
  private final List<String> troubles = new ArrayList<>(); // of the tables that aren't complete yet

  /**
   * One row.
   *
   * @param arguments of the server
   * @param bytes of a body, either way
   */
  private record Step(String title, LoadSpec load, List<String> arguments, long bytes) {
    static Step of(String title, LoadSpec load, String... arguments) {
      return new Step(title, load, List.of(arguments), 0);
    }

    static Step body(String title, LoadSpec load, long bytes) {
      return new Step(title, load, List.of(), bytes);
    }
  }

  Growth(Jvm jvm, Measuring measuring, Pinning pinning, Path logs, Comparison.Pace pace) {
    this.jvm = jvm;
    this.measuring = measuring;
    this.pinning = pinning;
    this.logs = logs;
    this.pace = pace;
  }

  private static List<Step> small() {
    List<Step> steps = new ArrayList<>();
    for (int count : new int[] {1, 16, 64, 1_000, 10_000}) {
      steps.add(Step.of(number(count, "connection"), BASE.with("connections", count)));
    }
    for (int count : new int[] {4, 16, 40}) {
      steps.add(Step.of(number(count, "header line"), BASE.with("headers", count)));
    }
    for (int count : new int[] {1, 100, 1_000}) {
      LoadSpec load = BASE.with("path", "/service" + count / 2 + "/items/4711");
      steps.add(Step.of(number(count, "route"), load, "--routes=" + count));
    }
    for (int count : new int[] {0, 1, 5, 10}) {
      steps.add(Step.of(number(count, "middleware"), BASE, "--middlewares=" + count));
    }
    return steps;
  }

  private static List<Step> bodies() {
    List<Step> steps = new ArrayList<>();
    long[] sizes = {0, 1 << 10, 64 << 10, 1 << 20, 100 << 20};
    for (String way : List.of("bytes", "file", "sink")) {
      for (long size : sizes) {
        if (size == 0 && !way.equals("bytes")) {
          continue;
        }
        boolean upload = way.equals("sink");
        LoadSpec load =
            BASE.with("path", "/bodies/" + way + (upload ? "" : "/" + size))
                .with("connections", size > 1 << 20 ? 4 : 64)
                .with("body", upload ? size : 0);
        String title =
            upload ? "upload" : way.equals("file") ? "download of a file" : "download, streamed";
        steps.add(Step.body(title + ", " + Sizes.format(size), load, size));
      }
    }
    return steps;
  }

  private static String number(int count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  /** Measures the steps whose title has {@code part} in it, and prints the two tables. */
  void run(String part, PrintWriter out) throws IOException, InterruptedException {
    List<Step> small = chosen(small(), part);
    List<Step> bodies = chosen(bodies(), part);
    if (small.isEmpty() && bodies.isEmpty()) {
      throw new IOException("No step of the growth has '" + part + "' in its title");
    }
    for (String transport : List.of("nio", "netty")) {
      out.println("### Cost as work grows, " + transport + "\n");
      printSmall(out, transport, small);
      printBodies(out, transport, bodies);
      out.println();
      troubles.forEach(out::println);
      troubles.clear();
    }
  }

  private static List<Step> chosen(List<Step> steps, String part) {
    return steps.stream().filter(step -> step.title().contains(part)).toList();
  }

  private void printSmall(PrintWriter out, String transport, List<Step> steps)
      throws IOException, InterruptedException {
    if (steps.isEmpty()) {
      return;
    }
    out.println("| plain text with | CPU µs, loop | ± % | CPU µs, virtual | ± % |");
    out.println("| --- | ---: | ---: | ---: | ---: |");
    for (Step step : steps) {
      Samples samples = measure(transport, step, DISPATCHES);
      StringBuilder row = new StringBuilder("| " + step.title() + " |");
      for (String dispatch : DISPATCHES) {
        row.append(format(" %.2f |", samples.median(dispatch, Metric.CPU)))
            .append(format(" %.1f |", samples.spreadPercent(dispatch, Metric.CPU)));
      }
      out.println(row);
      out.flush();
    }
    out.println();
  }

  private void printBodies(PrintWriter out, String transport, List<Step> steps)
      throws IOException, InterruptedException {
    if (steps.isEmpty()) {
      return;
    }
    out.println("| body, on virtual threads | CPU µs | ± % | MB/s | CPU ms per GB |");
    out.println("| --- | ---: | ---: | ---: | ---: |");
    for (Step step : steps) {
      printBody(out, step, measure(transport, step, List.of("virtual")));
    }
  }

  private static void printBody(PrintWriter out, Step step, Samples samples) {
    OptionalDouble cpu = samples.median("virtual", Metric.CPU);
    OptionalDouble rate = samples.median("virtual", Metric.RATE);
    StringBuilder row = new StringBuilder("| " + step.title() + " |");
    row.append(format(" %,.1f |", cpu))
        .append(format(" %.1f |", samples.spreadPercent("virtual", Metric.CPU)));
    if (step.bytes() > 0 && cpu.isPresent() && rate.isPresent()) {
      row.append(format(" %,.0f |", rate.getAsDouble() * step.bytes() / 1e6))
          .append(format(" %,.0f |", cpu.getAsDouble() * 1e6 / step.bytes()));
    } else {
      row.append(" - | - |");
    }
    out.println(row);
    out.flush();
  }

  private static String format(String format, OptionalDouble value) {
    return value.isEmpty() ? " - |" : format(format, value.getAsDouble());
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private Samples measure(String transport, Step step, List<String> dispatches)
      throws IOException, InterruptedException {
    Samples samples = new Samples();
    List<ServerProcess> servers = new ArrayList<>();
    try {
      for (String dispatch : dispatches) {
        servers.add(
            new ServerProcess(contestant(transport, dispatch, step), Mode.h1, pinning, logs));
      }
      for (ServerProcess server : servers) {
        samples.attempt(
            server.contestant().name(),
            () -> measuring.warmUp(server, step.load().with("millis", pace.warmMillis())));
      }
      for (int number = 0; number < pace.rounds(); number++) {
        int round = number;
        for (ServerProcess server : servers) {
          String name = server.contestant().name();
          LoadSpec load = step.load().with("millis", pace.sampleMillis());
          samples.attempt(name, () -> samples.add(name, round, measuring.measure(server, load)));
        }
      }
    } finally {
      for (ServerProcess server : servers) {
        server.close();
      }
    }
    troubles.addAll(samples.troubles(step.title()));
    return samples;
  }

  private Contestant contestant(String transport, String dispatch, Step step) {
    String jars = Contestants.weirJars(transport);
    return new Contestant(
        dispatch,
        "",
        Set.of(Mode.h1),
        (mode, port) -> {
          List<String> arguments =
              new ArrayList<>(List.of("--port=" + port, "--dispatch=" + dispatch));
          arguments.addAll(step.arguments());
          return jvm.server(List.of(), MAIN, jars, arguments);
        });
  }
}
