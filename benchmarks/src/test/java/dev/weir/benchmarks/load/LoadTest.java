package dev.weir.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loads against a server that isn't ours, which counts too. */
class LoadTest {
  private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final LongAdder handled = new LongAdder();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext(
        "/",
        exchange -> {
          handled.increment();
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private LoadSpec spec(String line) {
    return LoadSpec.parse(line).with("port", server.getAddress().getPort());
  }

  @Test
  void theClosedLoopCountsWhatTheServerHasHandled() throws IOException {
    try (Load load = Load.open(spec("kind=http connections=4 body=100 path=/echo"))) {
      double requests = load.run(RUN_NANOS).get("requests");
      requests += load.run(RUN_NANOS).get("requests");
      // Also what was on its way at the end of a run.
      assertThat(requests).isGreaterThanOrEqualTo(8).isEqualTo(handled.sum());
    }
  }

  @Test
  void theOpenLoopSendsAsManyRequestsAsAreDue() throws IOException {
    try (Load load = Load.open(spec("kind=rate connections=4 rate=100"))) {
      Map<String, Double> result = load.run(RUN_NANOS);
      double due = 1 + Math.floor(result.get("seconds") * 100);
      // One on each connection before the run; what was due and isn't answered may be on its way.
      assertThat(result.get("requests")).isLessThanOrEqualTo(due);
      assertThat(handled.sum()).isLessThanOrEqualTo((long) due + 4);
      assertThat(result.get("p50")).isPositive().isLessThanOrEqualTo(result.get("p999"));
    }
  }

  /** None is answered until a while after as many as may be are there: more would have come. */
  @Test
  void theOpenLoopsFirstRequestsAreNoBurst() throws IOException {
    Executor later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> open = new CompletableFuture<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    server.createContext(
        "/held",
        exchange -> {
          int now = inside.incrementAndGet();
          most.accumulateAndGet(now, Math::max);
          if (now == OpenLoop.FIRST_AT_ONCE) {
            later.execute(() -> open.complete(null));
          }
          open.join();
          inside.decrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    LoadSpec spec = spec("kind=rate rate=1 path=/held");
    try (Load load = Load.open(spec.with("connections", 2 * OpenLoop.FIRST_AT_ONCE))) {
      assertThat(load.run(1).keySet()).contains("requests");
      assertThat(most).hasValue(OpenLoop.FIRST_AT_ONCE);
    }
  }
}
