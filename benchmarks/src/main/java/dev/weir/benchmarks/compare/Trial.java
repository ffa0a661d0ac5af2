package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.util.List;
import java.util.Set;

/**
 * One thing that servers are measured at.
 *
 * @param name on the command line
 * @param title over its table
 * @param mode that servers are started in
 * @param kind what is looked at, and how
 * @param load that is pointed at them
 * @param metrics the columns; the best at the first one comes first
 */
record Trial(String name, String title, Mode mode, Kind kind, LoadSpec load, List<Metric> metrics) {
  /** How a trial looks at servers. */
  enum Kind {
    /** All are up, and are asked in turn. */
    LOAD,
    /** As {@link #LOAD}, at a part of what the baseline could do. */
    LATENCY,
    /** As {@link #LOAD}, and the JVM says how much it has allocated. */
    ALLOCATION,
    /** One is up at a time, with many connections. */
    HELD,
    /** One is started at a time. */
    START
  }

  /** Different heads that are sent in turn, where they vary: more than a server would remember. */
  private static final int HEADS = 4_096;

  private static final Metric CPU = new Metric(Metric.CPU, "CPU µs per request", "%.2f", true);
  private static final Metric RATE = new Metric(Metric.RATE, "requests/s", "%,.0f");
  private static final Metric BUSY = new Metric(Metric.BUSY, "server's CPU %", "%.0f");
  private static final List<Metric> THROUGHPUT = List.of(CPU, RATE, BUSY);
  private static final Metric OWN = new Metric("own_p99", "load's own p99 µs", "%,.0f");
  private static final List<Metric> PERCENTILES =
      List.of(
          new Metric("p50", "p50 µs", "%,.0f", true),
          new Metric("p99", "p99 µs", "%,.0f", true),
          new Metric("p999", "p99.9 µs", "%,.0f", true));

  Trial {
    metrics = List.copyOf(metrics);
  }

  /** All of them, in the order in which they run. */
  static List<Trial> all(int connections, int held) {
    LoadSpec http = LoadSpec.parse("kind=http path=/plaintext").with("connections", connections);
    return List.of(
        load("plaintext", "Plain text, keep-alive", http),
        load("pipelined", "Plain text, pipelined x16", http.with("pipeline", 16)),
        load("varied", "Plain text, keep-alive, heads that differ", http.with("heads", HEADS)),
        load(
            "varied-pipelined",
            "Plain text, pipelined x16, heads that differ",
            http.with("pipeline", 16).with("heads", HEADS)),
        load("json", "JSON", http.with("path", "/json")),
        load("echo", "POST echo, 1 KiB", http.with("path", "/echo").with("body", 1_024)),
        new Trial(
            "latency",
            "Latency from the due time, plain text at a constant rate",
            Mode.h1,
            Kind.LATENCY,
            http.with("kind", "rate"),
            List.of(PERCENTILES.get(1), PERCENTILES.get(0), PERCENTILES.get(2), CPU, OWN)),
        new Trial(
            "allocation",
            "Allocation, plain text",
            Mode.h1,
            Kind.ALLOCATION,
            http,
            List.of(new Metric("allocated", "bytes per request", "%,.0f", true), CPU)),
        new Trial(
            "allocation-json",
            "Allocation, JSON",
            Mode.h1,
            Kind.ALLOCATION,
            http.with("path", "/json"),
            List.of(new Metric("allocated", "bytes per request", "%,.0f", true), CPU)),
        new Trial(
            "tcp",
            "TCP echo, 64 bytes by turns",
            Mode.tcp,
            Kind.LOAD,
            LoadSpec.parse("kind=tcp bytes=64").with("connections", connections),
            THROUGHPUT),
        new Trial(
            "tcp-stream",
            "TCP echo, streams of 64 KiB writes on 4 connections",
            Mode.tcp,
            Kind.LOAD,
            LoadSpec.parse("kind=tcp bytes=65536 stream=yes connections=4"),
            List.of(
                new Metric("cpuPerGigabyte", "CPU ms per GB", "%,.0f", true),
                new Metric("megabytes", "MB/s each way", "%,.0f"),
                BUSY)),
        new Trial(
            "udp",
            "UDP echo, 64 bytes by turns",
            Mode.udp,
            Kind.LOAD,
            LoadSpec.parse("kind=udp bytes=64").with("connections", connections),
            THROUGHPUT),
        new Trial(
            "held",
            String.format("%,d connections held, asked 1,000 times a second", held),
            Mode.h1,
            Kind.HELD,
            http.with("kind", "rate").with("connections", held).with("rate", 1_000),
            List.of(
                new Metric("heap", "live heap, bytes per connection", "%,.0f", true),
                new Metric("resident", "resident, bytes per connection", "%,.0f"),
                PERCENTILES.get(0),
                PERCENTILES.get(1),
                PERCENTILES.get(2),
                OWN)),
        new Trial(
            "start",
            "From process start to the first answer",
            Mode.h1,
            Kind.START,
            http,
            List.of(
                new Metric("first", "first answer, ms", "%,.0f", true),
                new Metric("memory", "resident a second later, MiB", "%.1f"),
                new Metric("startCpu", "CPU ms used by then", "%,.0f"))));
  }

  private static Trial load(String name, String title, LoadSpec load) {
    return new Trial(name, title, Mode.h1, Kind.LOAD, load, THROUGHPUT);
  }

  /** Whether a server can take part. */
  boolean admits(Contestant contestant) {
    boolean cannot = name.equals("echo") && contestant.name().equals("nginx");
    return contestant.modes().contains(mode) && !cannot;
  }

  /** What runs if nobody says what: what the README's table shows. */
  static Set<String> byDefault() {
    return Set.of("plaintext", "pipelined", "varied", "json", "echo");
  }
}
