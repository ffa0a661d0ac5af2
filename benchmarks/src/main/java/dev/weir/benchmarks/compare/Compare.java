package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts Weir and other servers, points load at them in turn, and prints tables in Markdown.",
      "CPU per request is the figure to compare; figures of different runs don't compare.",
      "Run it on a machine that does nothing else."
    })
public final class Compare implements Callable<Integer> {
  private static final String LOAD_JARS = "weir-benchmarks|HdrHistogram|jspecify|slf4j-api";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Option(
      names = "--tests",
      split = ",",
      description =
          "What to measure; 'all' for all. Without it plaintext, pipelined, varied, json, echo")
  private Set<String> tests = Trial.byDefault();

  @Option(names = "--servers", split = ",", description = "Who takes part (default: all)")
  private Set<String> servers = Set.of();

  @Option(names = "--baseline", description = "Whom ratios are to (default: ${DEFAULT-VALUE})")
  private String baseline = "weir-nio-loop";

  @Option(names = "--growth", description = "Weir alone: what its cost is as work grows")
  private boolean growth;

  @Option(names = "--steps", description = "Of the growth, those with this in their title")
  private String steps = "";

  @Option(names = "--rounds", description = "Samples of each server (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Length of a sample (default: ${DEFAULT-VALUE})")
  private double seconds = 3;

  @Option(names = "--warm", description = "Seconds of load before (default: ${DEFAULT-VALUE})")
  private double warm = 10;

  @Option(names = "--connections", description = "For HTTP and echoes (default: ${DEFAULT-VALUE})")
  private int connections = 64;

  @Option(names = "--held", description = "Connections of 'held' (default: ${DEFAULT-VALUE})")
  private int held = 10_000;

  @Option(
      names = "--rate",
      description =
          "Requests a second of 'latency' (default: 30 %% of what the baseline answers under full"
              + " load)")
  private @Nullable Integer rate;

  @Option(
      names = "--java-options",
      split = " ",
      description = "For all servers in Java (default: ${DEFAULT-VALUE})")
  private List<String> javaOptions = List.of("-XX:+UseParallelGC", "-Xmx1g");

  @Option(names = "--own-load", description = "Don't use wrk where it is installed")
  private boolean ownLoad;

  @Option(names = "--unpinned", description = "Let servers and load share the processors")
  private boolean unpinned;

  @Option(names = "--target", hidden = true, required = true)
  @SuppressWarnings("NullAway.Init")
  private Path target;

  private Compare() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Compare()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(target.toAbsolutePath().resolve("compare"));
    Pinning pinning = Pinning.wherePossible(!unpinned);
    Jvm jvm = new Jvm(target.toAbsolutePath(), javaOptions);
    Contestants known = new Contestants(jvm, folder);
    List<Contestant> chosen = chosen(known.found());
    List<Trial> trials = trials();
    Optional<Wrk> wrk =
        ownLoad
            ? Optional.empty()
            : Programs.find("wrk").map(path -> new Wrk(path, pinning, folder));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Machine.describe(
            pinning, wrk.isPresent() ? "wrk, or our own" : "our own", javaOptions, rounds));
    known.missing().forEach(line -> out.println("- " + line));
    Comparison.Pace pace =
        new Comparison.Pace(rounds, Math.round(seconds * 1e3), Math.round(warm * 1e3), rate);
    LoadProcess load =
        new LoadProcess(pinning.load(jvm.load("dev.weir.benchmarks.load.LoadMain", LOAD_JARS)));
    try (Measuring measuring = new Measuring(load, wrk, pinning)) {
      if (growth) {
        new Growth(jvm, measuring, pinning, folder, pace).run(steps, out);
      } else {
        Comparison comparison = new Comparison(chosen, measuring, pinning, folder, pace, baseline);
        Map<String, String> versions =
            chosen.stream().collect(Collectors.toMap(Contestant::name, Contestant::version));
        for (Trial trial : trials) {
          Samples samples = comparison.run(trial);
          System.err.println();
          out.println(Table.of(trial, samples, versions, baseline));
          out.flush();
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private List<Contestant> chosen(List<Contestant> known) {
    return servers.isEmpty() ? known : choose("server", servers, known, Contestant::name);
  }

  private List<Trial> trials() {
    List<Trial> known = Trial.all(connections, held);
    return tests.equals(Set.of("all")) ? known : choose("test", tests, known, Trial::name);
  }

  private <T> List<T> choose(
      String kind, Set<String> wanted, List<T> known, Function<T, String> name) {
    Set<String> unknown = new TreeSet<>(wanted);
    known.forEach(one -> unknown.remove(name.apply(one)));
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "No "
              + kind
              + " "
              + String.join(", ", unknown)
              + "; there are: "
              + known.stream().map(name).collect(Collectors.joining(", ")));
    }
    return known.stream().filter(one -> wanted.contains(name.apply(one))).toList();
  }
}
