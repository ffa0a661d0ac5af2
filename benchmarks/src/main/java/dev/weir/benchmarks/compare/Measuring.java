package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Points one load at one server, and reads the server's clocks before and after. */
final class Measuring implements AutoCloseable {
  private static final String MILLIS = "millis";
  private static final long LEAD_IN_MILLIS = 300;
  private static final long ANEW_MILLIS = 100;

  private final LoadProcess load;
  private final Optional<Wrk> wrk;
  private final Pinning pinning;

  Measuring(LoadProcess load, Optional<Wrk> wrk, Pinning pinning) {
    this.load = load;
    this.wrk = wrk;
    this.pinning = pinning;
  }

  /**
   * Points a load at a server before it counts. A server has all processors meanwhile: its
   * compilers would take most of one that they share with it, and would be far from done.
   */
  void warmUp(ServerProcess server, LoadSpec spec) throws IOException, InterruptedException {
    warmUp(server, spec, millis(spec));
  }

  /**
   * The same, on new connections again and again: each sample opens its own, and what that takes of
   * a server would be compiled only in the course of many samples.
   */
  void warmUpAnew(ServerProcess server, LoadSpec spec) throws IOException, InterruptedException {
    warmUp(server, spec, ANEW_MILLIS);
  }

  private void warmUp(ServerProcess server, LoadSpec spec, long pieceMillis)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis(spec));
    pinning.release(server.handle());
    try {
      do {
        var unused = measure(server, spec.with(MILLIS, pieceMillis));
      } while (System.nanoTime() < end);
    } finally {
      pinning.confine(server.handle());
    }
  }

  /** What is asked for, and what it cost. */
  Sample measure(ServerProcess server, LoadSpec spec) throws IOException, InterruptedException {
    LoadSpec aimed = spec.with("port", server.port());
    if (wrk.isPresent() && Wrk.canDo(spec)) {
      double before = server.cpuMicros();
      Map<String, Double> counted = wrk.get().run(aimed);
      return new Sample(figures(counted, server.cpuMicros() - before));
    }
    load.open(aimed);
    try {
      return new Sample(run(server, aimed));
    } finally {
      load.release();
    }
  }

  /**
   * How long answers take. What opening the connections left to do, to both sides' compilers above
   * all, would be one request in a hundred: it is over before it counts.
   */
  Sample measureLatency(ServerProcess server, LoadSpec spec) throws IOException {
    load.open(spec.with("port", server.port()));
    try {
      var unused = load.run(LEAD_IN_MILLIS);
      return new Sample(run(server, spec));
    } finally {
      load.release();
    }
  }

  private Map<String, Double> run(ServerProcess server, LoadSpec spec) throws IOException {
    double before = server.cpuMicros();
    Map<String, Double> counted = load.run(millis(spec));
    return figures(counted, server.cpuMicros() - before);
  }

  private static long millis(LoadSpec spec) {
    return spec.number(MILLIS, 3_000);
  }

  /** The same, and what the JVM has allocated meanwhile. */
  Sample measureAllocation(ServerProcess server, LoadSpec spec)
      throws IOException, InterruptedException {
    try (JvmInsight insight = JvmInsight.into(server)) {
      long before = insight.allocatedBytes();
      Map<String, Double> figures = new HashMap<>(measure(server, spec).figures());
      double allocated = insight.allocatedBytes() - before;
      figures.put("allocated", allocated / figures.getOrDefault("requests", 1.0));
      return new Sample(figures);
    }
  }

  /**
   * What a connection costs that does nothing, then how it is answered with all of them open, once
   * they have been asked at that pace for a while.
   */
  Sample measureHeld(ServerProcess server, LoadSpec spec, long warmMillis)
      throws IOException, InterruptedException {
    boolean jvm = JvmInsight.isJvm(server);
    double heap = jvm ? JvmInsight.liveHeapBytes(server) : 0;
    double resident = server.residentMebibytes();
    double connections = spec.number("connections", 1);
    load.open(spec.with("port", server.port()));
    try {
      Map<String, Double> figures = new HashMap<>();
      if (jvm) {
        figures.put("heap", (JvmInsight.liveHeapBytes(server) - heap) / connections);
      }
      figures.put("resident", (server.residentMebibytes() - resident) * (1 << 20) / connections);
      // The load collects what opening left, and what both sides do at this pace alone is compiled:
      // of so few requests that takes the compilers seconds, in which they delay others.
      long warm = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmMillis);
      do {
        var unused = load.run(millis(spec));
      } while (System.nanoTime() < warm);
      figures.putAll(run(server, spec));
      return new Sample(figures);
    } finally {
      load.release();
    }
  }

  private static Map<String, Double> figures(Map<String, Double> counted, double cpuMicros) {
    Map<String, Double> figures = new HashMap<>(counted);
    double requests = counted.getOrDefault("requests", 0.0);
    double seconds = counted.getOrDefault("seconds", 1.0);
    if (requests > 0) {
      figures.put(Metric.CPU, cpuMicros / requests);
    }
    figures.put(Metric.RATE, requests / seconds);
    figures.put(Metric.BUSY, cpuMicros / seconds / 1e4);
    double gigabytes = counted.getOrDefault("bytes", 0.0) / 1e9;
    if (gigabytes > 0) {
      figures.put("cpuPerGigabyte", cpuMicros / 1e3 / gigabytes);
      figures.put("megabytes", gigabytes * 1e3 / seconds);
    }
    return figures;
  }

  @Override
  public void close() {
    load.close();
  }
}
