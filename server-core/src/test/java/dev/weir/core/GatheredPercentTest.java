package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The setting is what bodies are held to, of this JVM's own heap. */
class GatheredPercentTest {
  private static final long PERCENT_OF_HEAP = Runtime.getRuntime().maxMemory() / 100;

  @AutoClose private final InMemoryTransport transport = InMemoryTransport.threaded();

  private String post(int percent, long length) throws IOException {
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_GATHERED_PERCENT, percent)
            .with(Limits.MAX_BODY, 2 * length)
            // The client sends all of it before it looks: nothing of that may be a reset.
            .with(Limits.LINGER_BYTES, 2 * length)
            .with(Limits.LINGER_TIMEOUT, Duration.ofMinutes(1));
    try (Server server =
            Server.builder()
                .transport(transport.provider())
                .shutdownOnSignal(false)
                .limits(limits)
                .http(
                    Listen.port(0),
                    http ->
                        http.post(
                            "/", request -> Response.text("" + request.body().readAll().length())))
                .start();
        MemoryClient client = transport.connect(server.doors().getFirst().address())) {
      client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      String piece = "x".repeat(64 << 10);
      for (long sent = 0; sent < length; sent += piece.length()) {
        client.write(piece.substring(0, (int) Math.min(piece.length(), length - sent)));
      }
      return client.readUntil("\r\n\r\n");
    }
  }

  @Test
  void aBodyBeyondThePercentageIsRefused() throws Exception {
    assertThat(post(1, PERCENT_OF_HEAP)).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void aBodyWithinItIsTaken() throws Exception {
    assertThat(post(4, PERCENT_OF_HEAP)).startsWith("HTTP/1.1 200 ");
  }
}
