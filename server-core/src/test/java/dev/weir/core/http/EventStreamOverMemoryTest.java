package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.EventSink;
import dev.weir.http.EventStream;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import dev.weir.testkit.memory.MemoryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Streams of events where threads take turns: whoever waits, for the client or for a comment to be
 * due, waits where Weir knows of it.
 */
class EventStreamOverMemoryTest {
  private static final int EVENTS = 100;

  /**
   * Waits for the request's body at Weir's own waiting point, then sends more than there is room.
   */
  private static Response events(Request request) {
    return EventStream.of(
        Duration.ofSeconds(2),
        events -> {
          events.send("got " + (char) request.body().asInputStream().read());
          sendMany(events);
        });
  }

  private static void sendMany(EventSink events) throws IOException {
    for (int i = 0; i < EVENTS; i++) {
      events.send("event " + i + " ".repeat(200));
    }
  }

  private static List<String> run() throws IOException {
    InMemoryTransport memory =
        MemoryOptions.manual().withLoops(2).withSeed(7).withWindow(500).withTrace().open();
    try (memory) {
      Server server =
          Server.builder()
              .transport(memory.provider())
              .shutdownOnSignal(false)
              .limits(Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, 4_096L))
              .http(Listen.port(0), http -> http.post("/events", EventStreamOverMemoryTest::events))
              .start();
      MemoryClient client = memory.connect(server.doors().getFirst().address());
      client.write("POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
      memory.run();
      assertThat(client.receivedText()).endsWith("\r\n\r\n");
      memory.advance(Duration.ofSeconds(5));
      assertThat(client.receivedText()).endsWith("\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n");
      client.stopReading();
      client.write("x");
      memory.run();
      memory.advance(Duration.ofSeconds(5)); // a comment would be due, and there is no room
      client.startReading();
      memory.run();
      assertThat(client.receivedText())
          .contains("data: got x\n\n", "data: event " + (EVENTS - 1) + " ")
          .endsWith("\r\n0\r\n\r\n");
      client.close();
      List<String> trace = memory.trace();
      assertThat(memory.shutDown(server).cut()).isZero();
      assertThat(memory.failures()).isEmpty();
      return trace;
    }
  }

  @Test
  void commentsAndEventsComeInTheSameOrderAgain() throws IOException {
    assertThat(run()).isEqualTo(run());
  }
}
