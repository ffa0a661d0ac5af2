package dev.weir.benchmarks.load;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * As fast as it is answered: each connection sends its next request, or its next few, once the last
 * is answered. Good for throughput; it says nothing about latency, since a slow server is asked
 * less.
 *
 * <p>What is on its way when the time is over is waited for, and counts. Of large requests that is
 * much of a short run: the server's work for them would be shared out among the others.
 */
final class ClosedLoop implements Load {
  private static final long TURN_MILLIS = 100;
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HttpClients clients;
  private final int pipeline;
  private long answered;
  private int busy;
  private boolean ending;

  ClosedLoop(LoadSpec spec) throws IOException {
    clients = new HttpClients(spec, this::answered);
    pipeline = spec.count("pipeline", 1);
  }

  @Override
  public Map<String, Double> run(long nanos) throws IOException {
    answered = 0;
    ending = false;
    long start = System.nanoTime();
    for (HttpClientConnection connection : clients.connections()) {
      connection.send(pipeline);
    }
    busy = clients.connections().size();
    long now = start;
    while (busy > 0) {
      clients.turn(TURN_MILLIS);
      now = System.nanoTime();
      ending = now - start >= nanos;
      if (now - start >= nanos + END_NANOS) {
        throw new IOException(
            busy + " connections weren't answered within " + END_NANOS / 1e9 + " s of the end");
      }
    }
    return Map.of("requests", (double) answered, "seconds", (now - start) / 1e9);
  }

  private void answered(HttpClientConnection connection, int count) throws IOException {
    answered += count;
    if (connection.awaited > 0) {
      return;
    }
    if (ending) {
      busy--;
    } else {
      connection.send(pipeline);
    }
  }

  @Override
  public void close() throws IOException {
    clients.close();
  }
}
