package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.EventStream;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a connection ends when the server does (RFC 9113, section 6.8). */
class Http2ShutdownTest {
  @Test
  void atShutdownTheLastStreamIsNamedInTheSecondStep() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.get(
                "/",
                request -> {
                  go.await();
                  return Response.text("done");
                }))) {
      Client client = http.connect(get(1, "/"));
      http.door().drain();
      Frame first = client.await(Frames.GOAWAY, 0);
      assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
      Frame ping = client.await(Frames.PING, 0);
      client.send(get(3, "/"), new Frame(Frames.PING, Frames.ACK, 0, ping.payload()));
      List<Frame> frames =
          client.await(all -> all.stream().filter(f -> f.is(Frames.GOAWAY, 0)).count() == 2);
      assertThat(frames.stream().filter(f -> f.is(Frames.GOAWAY, 0)).toList().getLast().number(0))
          .isEqualTo(3);
      client.send(get(5, "/")); // too late, and told so
      go.countDown();
      assertThat(client.answer(1).body()).isEqualTo("done");
      assertThat(client.answer(3).body()).isEqualTo("done");
      client.stream().awaitTaken(bytes -> client.stream().sawEnd());
      assertThat(client.got(5)).isEmpty();
    }
  }

  @Test
  void anEndlessAnswerThatBeginsDuringShutdownIsEnded() throws Exception {
    try (var http =
        Http2Fixture.of(r ->
            r.get("/", request -> Response.ok())
                .get(
                    "/events",
                    request ->
                        EventStream.of(events -> {
                          events.send("begun");
                          new CountDownLatch(1).await();
                        })))) {
      Client client = http.connect(get(1, "/"));
      client.answer(1);
      http.door().drain();
      client.await(Frames.GOAWAY, 0);
      client.send(get(3, "/events"));
      assertThat(client.answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatDoesntAnswerAtShutdownIsLeftAfterASecond() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", request -> Response.ok()))) {
      Client client = http.connect(get(1, "/"));
      http.door().drain();
      http.advance(Duration.ofSeconds(2));
      client.stream().awaitTaken(bytes -> client.stream().sawEnd());
      assertThat(client.got()).filteredOn(f -> f.is(Frames.GOAWAY, 0)).hasSize(2);
    }
  }
}
