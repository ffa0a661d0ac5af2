package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs trials. Each round goes over all servers and the next starts one further on, so that
 * whatever else the machine does in a minute hits all alike; figures of different runs don't
 * compare.
 */
final class Comparison {
  private static final double LATENCY_PART = 0.3;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Contestant> contestants;
  private final Measuring measuring;
  private final Pinning pinning;
  private final Path logs;
  private final Pace pace;
  private final String baseline;

  /**
   * How long to look.
   *
   * @param rounds samples of each server
   * @param sampleMillis length of a sample
   * @param warmMillis load on each server before the first
   * @param rate of the latency trial, or null for a part of what the baseline can do
   */
  record Pace(int rounds, long sampleMillis, long warmMillis, @Nullable Integer rate) {}

  Comparison(
      List<Contestant> contestants,
      Measuring measuring,
      Pinning pinning,
      Path logs,
      Pace pace,
      String baseline) {
    this.contestants = List.copyOf(contestants);
    this.measuring = measuring;
    this.pinning = pinning;
    this.logs = logs;
    this.pace = pace;
    this.baseline = baseline;
  }

  /** Runs one trial on all who can take part. */
  Samples run(Trial trial) throws IOException, InterruptedException {
    List<Contestant> admitted = contestants.stream().filter(trial::admits).toList();
    return switch (trial.kind()) {
      case LOAD, LATENCY, ALLOCATION -> together(trial, admitted);
      case HELD -> oneByOne(trial, admitted, this::held);
      case START -> oneByOne(trial, admitted, Comparison::started);
    };
  }

  private Samples together(Trial trial, List<Contestant> admitted)
      throws IOException, InterruptedException {
    List<ServerProcess> servers = new ArrayList<>();
    Samples samples = new Samples();
    try {
      for (Contestant contestant : admitted) {
        samples.attempt(contestant.name(), () -> startTogether(contestant, trial, servers));
      }
      LoadSpec load = trial.load().with("millis", pace.sampleMillis());
      warmUp(servers, samples, fullLoad(load), measuring::warmUp);
      if (trial.kind() == Trial.Kind.LATENCY) {
        OptionalInt rate = rate(servers, samples);
        if (rate.isEmpty()) {
          return samples; // with why
        }
        load = load.with("rate", rate.getAsInt());
        // goes ways through the code that full load doesn't
        warmUp(servers, samples, load, measuring::warmUpAnew);
      }
      for (int round = 0; round < pace.rounds(); round++) {
        for (int i = 0; i < servers.size(); i++) {
          ServerProcess server = servers.get((round + i) % servers.size());
          sample(server, trial, samples, round, load);
          progress(trial, round);
        }
      }
    } finally {
      for (ServerProcess server : servers) {
        server.close();
      }
    }
    return samples;
  }

  private void startTogether(Contestant contestant, Trial trial, List<ServerProcess> servers)
      throws IOException {
    ServerProcess server = start(contestant, trial.mode());
    if (trial.kind() == Trial.Kind.ALLOCATION && !JvmInsight.isJvm(server)) {
      server.close();
    } else {
      servers.add(server);
    }
  }

  private void sample(ServerProcess server, Trial trial, Samples samples, int round, LoadSpec load)
      throws InterruptedException {
    Contestant contestant = server.contestant();
    samples.attempt(
        contestant.name(),
        () ->
            samples.add(
                contestant.name(),
                round,
                switch (trial.kind()) {
                  case ALLOCATION -> measuring.measureAllocation(server, load);
                  case LATENCY -> measuring.measureLatency(server, load);
                  default -> measuring.measure(server, load);
                }));
  }

  private interface WarmUp {
    void of(ServerProcess server, LoadSpec load) throws IOException, InterruptedException;
  }

  private void warmUp(List<ServerProcess> servers, Samples samples, LoadSpec load, WarmUp warmUp)
      throws InterruptedException {
    LoadSpec warm = load.with("millis", pace.warmMillis());
    for (ServerProcess server : servers) {
      samples.attempt(server.contestant().name(), () -> warmUp.of(server, warm));
    }
  }

  /** All that a server takes, also where it is to be measured at a constant rate. */
  private static LoadSpec fullLoad(LoadSpec load) {
    return load.text("kind", "http").equals("rate") ? load.with("kind", "http") : load;
  }

  /**
   * A part of what the baseline answers under full load, or the first one that does all it is
   * asked. Not of what its processor could take by the cost of a request there, which is lower than
   * that of one that comes alone. None if nobody does.
   */
  private OptionalInt rate(List<ServerProcess> servers, Samples samples)
      throws InterruptedException {
    Integer given = pace.rate();
    if (given != null) {
      return OptionalInt.of(given);
    }
    LoadSpec load =
        LoadSpec.parse("kind=http path=/plaintext connections=64")
            .with("millis", pace.sampleMillis());
    Samples full = new Samples();
    for (ServerProcess asked : baselineFirst(servers)) {
      String name = asked.contestant().name();
      samples.attempt(name, () -> full.add(name, 0, measuring.measure(asked, load)));
      OptionalDouble answered = full.median(name, Metric.RATE);
      if (answered.isPresent()) {
        int rate = (int) (LATENCY_PART * answered.getAsDouble());
        System.err.printf(
            "compare: %,d requests a second, %.0f %% of what %s answers under full load%n",
            rate, 100 * LATENCY_PART, name);
        return OptionalInt.of(rate);
      }
    }
    return OptionalInt.empty();
  }

  private List<ServerProcess> baselineFirst(List<ServerProcess> servers) {
    return servers.stream()
        .sorted(Comparator.comparing(server -> !server.contestant().name().equals(baseline)))
        .toList();
  }

  private interface Look {
    Sample at(ServerProcess server, Trial trial) throws IOException, InterruptedException;
  }

  private Samples oneByOne(Trial trial, List<Contestant> admitted, Look look)
      throws IOException, InterruptedException {
    Samples samples = new Samples();
    for (int number = 0; number < pace.rounds(); number++) {
      int round = number;
      for (Contestant contestant : admitted) {
        samples.attempt(
            contestant.name(),
            () -> {
              try (ServerProcess server = start(contestant, trial.mode())) {
                samples.add(contestant.name(), round, look.at(server, trial));
              }
            });
        progress(trial, round);
      }
    }
    return samples;
  }

  private ServerProcess start(Contestant contestant, Mode mode) throws IOException {
    return new ServerProcess(contestant, mode, pinning, logs);
  }

  private Sample held(ServerProcess server, Trial trial) throws IOException, InterruptedException {
    LoadSpec load = trial.load().with("millis", pace.sampleMillis());
    LoadSpec warm = fullLoad(load).with("connections", 64).with("millis", pace.warmMillis());
    measuring.warmUp(server, warm);
    return measuring.measureHeld(server, load, pace.warmMillis());
  }

  private static Sample started(ServerProcess server, Trial trial) throws IOException {
    LockSupport.parkNanos(IDLE_NANOS); // what is measured is what it holds a second later
    return new Sample(
        Map.of(
            "first",
            server.millisToFirstAnswer(),
            "memory",
            server.residentMebibytes(),
            "startCpu",
            server.cpuMicros() / 1e3));
  }

  private void progress(Trial trial, int round) {
    System.err.printf("\r%s: round %d of %d  ", trial.name(), round + 1, pace.rounds());
  }
}
