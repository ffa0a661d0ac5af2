package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.core.fake.Await;
import dev.weir.http.HttpHandler;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A request takes one of the server's places, and gives it back however it ends. */
class InFlightTest {
  @AutoClose private final InMemoryTransport transport = InMemoryTransport.threaded();

  @Test
  void aPlaceIsGivenBackAfterAnAnswer() {
    assertGivesItsPlaceBack(200, request -> Response.text("Hello"));
  }

  @Test
  void aPlaceIsGivenBackAfterAFailure() {
    assertGivesItsPlaceBack(
        409,
        request -> {
          throw Problem.of(409).toException();
        });
  }

  @Test
  void aPlaceIsGivenBackAfterAStreamedBody() {
    assertGivesItsPlaceBack(
        200, request -> Response.stream(MediaType.TEXT, out -> out.write(Bytes.utf8("x"))));
  }

  private void assertGivesItsPlaceBack(int status, HttpHandler handler) {
    try (Server server =
        Server.builder()
            .transport(transport.provider())
            .shutdownOnSignal(false)
            .limits(Limits.defaults().with(Limits.MAX_IN_FLIGHT, 1))
            .http(Listen.port(0), http -> http.get("/", handler))
            .start()) {
      for (int i = 0; i < 3; i++) { // the place is free some time after the answer has come
        Await.until("an answer of " + status, () -> ask(server).startsWith("HTTP/1.1 " + status));
      }
      server.shutdownNow();
    }
    assertThat(transport.failures()).isEmpty();
  }

  private String ask(Server server) {
    try {
      MemoryClient client = transport.connect(server.doors().getFirst().address());
      client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      String answer = client.readUntil("\r\n\r\n");
      client.close();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
