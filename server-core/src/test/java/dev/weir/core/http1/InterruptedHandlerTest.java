package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.Response;
import org.junit.jupiter.api.Test;

class InterruptedHandlerTest {
  /** The JDK closes a channel under a thread that is interrupted: a file would be cut. */
  @Test
  void anInterruptThatAHandlerLeavesBehindDoesNotReachItsAnswer() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                request -> {
                  Thread.currentThread().interrupt();
                  return Response.stream(
                      MediaType.TEXT,
                      sink -> {
                        boolean interrupted = Thread.currentThread().isInterrupted();
                        sink.write(Bytes.utf8("interrupted: " + interrupted + "."));
                      });
                }))) {
      var client = http.connect();
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.awaitClose()).contains("interrupted: false.");
    }
  }
}
