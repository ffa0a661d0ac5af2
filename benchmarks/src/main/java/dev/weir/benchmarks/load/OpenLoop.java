package dev.weir.benchmarks.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A constant rate over all connections, whatever the answers do. Latency counts from when a request
 * was due, not from when it could be sent: what a slow answer holds up is counted as slow too.
 */
final class OpenLoop implements Load {
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long FIRST_MILLIS = 100;

  /** Of the first requests, so that many connections aren't a burst that a server has to refuse. */
  static final int FIRST_AT_ONCE = 64;

  private final HttpClients clients;
  private final long intervalNanos;
  private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);

  /** How late requests were because this loop was: then the load generator is what is measured. */
  private final Histogram own = new Histogram(HIGHEST_NANOS, 3);

  private long answered;

  OpenLoop(LoadSpec spec) throws IOException {
    intervalNanos = TimeUnit.SECONDS.toNanos(1) / spec.number("rate", 1_000);
    clients = new HttpClients(spec, this::answered);
    try {
      answerEachOnce();
    } catch (IOException | RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  /** A connection that was held open and never answered proves nothing. */
  private void answerEachOnce() throws IOException {
    int sent = 0;
    for (HttpClientConnection connection : clients.connections()) {
      while (sent - answered >= FIRST_AT_ONCE) {
        clients.turn(FIRST_MILLIS);
      }
      connection.due.add(System.nanoTime());
      connection.send(1);
      sent++;
    }
    awaitAnswers();
  }

  private void awaitAnswers() throws IOException {
    while (clients.connections().stream().anyMatch(connection -> connection.awaited > 0)) {
      clients.turn(FIRST_MILLIS);
    }
  }

  @Override
  public Map<String, Double> run(long nanos) throws IOException {
    awaitAnswers(); // of the run before, which has counted them
    latency.reset();
    own.reset();
    List<HttpClientConnection> connections = clients.connections();
    long start = System.nanoTime();
    long due = start;
    int next = 0;
    long now = start;
    while (now - start < nanos) {
      for (; due <= now; due += intervalNanos) {
        own.recordValue(Math.min(HIGHEST_NANOS, now - due));
        HttpClientConnection connection = connections.get(next);
        next = (next + 1) % connections.size();
        connection.due.add(due);
        if (connection.awaited == 0) {
          connection.send(1);
        }
      }
      clients.turn(0);
      now = System.nanoTime();
    }
    long counted = latency.getTotalCount();
    countWhatIsStillDue(now);
    Map<String, Double> result = new HashMap<>();
    result.put("requests", (double) counted);
    result.put("seconds", (now - start) / 1e9);
    result.put("p50", latency.getValueAtPercentile(50) / 1e3);
    result.put("p99", latency.getValueAtPercentile(99) / 1e3);
    result.put("p999", latency.getValueAtPercentile(99.9) / 1e3);
    result.put("own_p99", own.getValueAtPercentile(99) / 1e3);
    return result;
  }

  private void answered(HttpClientConnection connection, int count) throws IOException {
    answered += count;
    long now = System.nanoTime();
    for (int i = 0; i < count; i++) {
      latency.recordValue(Math.min(HIGHEST_NANOS, now - connection.due.remove()));
    }
    if (connection.awaited == 0 && !connection.due.isEmpty()) {
      connection.send(1);
    }
  }

  private void countWhatIsStillDue(long now) {
    for (HttpClientConnection connection : clients.connections()) {
      for (long due : connection.due) {
        latency.recordValue(Math.min(HIGHEST_NANOS, now - due));
      }
    }
  }

  @Override
  public void close() throws IOException {
    clients.close();
  }
}
