package dev.weir.benchmarks.load;

import java.io.IOException;
import java.util.Map;

/**
 * As fast as it is answered: each connection sends its next request, or its next few, once the last
 * is answered. Good for throughput; it says nothing about latency, since a slow server is asked
 * less.
 */
final class ClosedLoop implements Load {
  private static final long TURN_MILLIS = 100;

  private final HttpClients clients;
  private final int pipeline;
  private long answered;

  ClosedLoop(LoadSpec spec) throws IOException {
    clients = new HttpClients(spec);
    pipeline = spec.count("pipeline", 1);
  }

  @Override
  public Map<String, Double> run(long nanos) throws IOException {
    answered = 0;
    long start = System.nanoTime();
    for (HttpClientConnection connection : clients.connections()) {
      if (connection.awaited == 0) {
        connection.send(pipeline);
      }
    }
    long now = start;
    while (now - start < nanos) {
      clients.turn(TURN_MILLIS, this::answered);
      now = System.nanoTime();
    }
    return Map.of("requests", (double) answered, "seconds", (now - start) / 1e9);
  }

  private void answered(HttpClientConnection connection, int count) throws IOException {
    answered += count;
    if (connection.awaited == 0) {
      connection.send(pipeline);
    }
  }

  @Override
  public void close() throws IOException {
    clients.close();
  }
}
