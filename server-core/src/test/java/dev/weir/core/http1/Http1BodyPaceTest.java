package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The least rate of bodies. The time is turned by hand. */
class Http1BodyPaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Limits ANY_RATE = Limits.defaults().with(Limits.MIN_BODY_RATE, 0L);
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

  private static void trickle(HttpFixture http, HttpFixture.Client client, int seconds) {
    for (int i = 0; i < seconds; i++) {
      client.send("x");
      http.advance(SECOND);
    }
  }

  @Test
  void aBodyThatTricklesGets408() throws Exception {
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http =
          onLoop
              ? HttpFixture.onLoop(
                  routes -> routes.post("/", r -> Response.text(r.body().readText())))
              : HttpFixture.of(
                  routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
        var client = http.connect().send(POST + "Content-Length: 1000\r\n\r\n");
        for (int i = 0; i < 4; i++) {
          client.send("x");
          http.advance(SECOND);
        }
        assertThat(client.got()).isEmpty();
        client.send("x");
        http.advance(SECOND.multipliedBy(2));
        RawResponse response = RawResponse.one(client.awaitClose());
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.body()).contains("fewer than 240 bytes a second");
        assertThat(response.closes()).isTrue();
      }
    }
  }

  @Test
  void aBodyAtTheLeastRateIsTaken() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.post("/", r -> Response.text("got " + r.body().readText().length())))) {
      var client = http.connect().send(POST + "Content-Length: 7200\r\n\r\n");
      for (int i = 0; i < 30; i++) {
        http.advance(SECOND);
        client.send("x".repeat(240));
      }
      assertThat(RawResponse.one(client.awaitEnd("got 7200")).status()).isEqualTo(200);
    }
  }

  @Test
  void whileTheHandlerHoldsABodyBackItsRateIsntMeasured() throws Exception {
    Limits limits = Limits.defaults().with(Limits.READ_AHEAD, 4L << 10);
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(
            limits,
            routes ->
                routes.post(
                    "/",
                    r -> {
                      go.await();
                      return Response.text("got " + r.body().readText().length());
                    }))) {
      var client = http.connect().send(POST + "Content-Length: 5010\r\n\r\n");
      client.send("x".repeat(5_000)); // worth 21 s
      http.advance(SECOND.multipliedBy(50));
      go.countDown();
      http.advance(SECOND.multipliedBy(3));
      client.send("x".repeat(10));
      assertThat(RawResponse.one(client.awaitEnd("got 5010")).status()).isEqualTo(200);
    }
  }

  @Test
  void aChunkedBodyIsMeasuredWithoutItsFraming() throws Exception {
    try (var http =
        HttpFixture.of(routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
      var client = http.connect().send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      String padded = "1;" + "x".repeat(250) + "\r\na\r\n";
      for (int i = 0; i < 7; i++) {
        client.send(padded);
        http.advance(SECOND);
      }
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(408);
    }
  }

  @Test
  void aClientThatWaitsForA100IsNotLate() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  go.await();
                  return Response.text(r.body().readText());
                }))) {
      var client = http.connect().send(POST + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      http.advance(SECOND.multipliedBy(50));
      go.countDown();
      client.awaitEnd("100 Continue\r\n\r\n");
      http.advance(SECOND.multipliedBy(4));
      client.send("body");
      assertThat(client.awaitEnd("body")).contains("HTTP/1.1 200");
    }
  }

  @Test
  void aRouteMayTakeWhatComesSlowly() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes
                .post("/", r -> Response.text(r.body().readText()))
                .group(
                    "/typed",
                    typed ->
                        typed
                            .limits(ANY_RATE)
                            .post("/", r -> Response.text(r.body().readText()))))) {
      var slow =
          http.connect().send("POST /typed/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
      trickle(http, slow, 100);
      assertThat(slow.awaitEnd("x".repeat(100))).startsWith("HTTP/1.1 200");
      var refused = http.connect().send(POST + "Content-Length: 100\r\n\r\n");
      trickle(http, refused, 6);
      assertThat(RawResponse.one(refused.awaitClose()).status()).isEqualTo(408);
    }
  }

  @Test
  void aDoorMayAskForMore() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.MIN_BODY_RATE, 1_000L)
            .with(Limits.BODY_GRACE, Duration.ofSeconds(2));
    try (var http =
        HttpFixture.of(
            limits, routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
      var client = http.connect().send(POST + "Content-Length: 10000\r\n\r\n");
      for (int i = 0; i < 5; i++) {
        client.send("x".repeat(500));
        http.advance(SECOND);
      }
      RawResponse response = RawResponse.one(client.awaitClose());
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.body()).contains("fewer than 1000 bytes a second");
    }
  }

  @Test
  void theRestOfABodyThatNobodyReadHasToComeAtTheRateOfTheDoor() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.group(
                "/typed",
                typed -> typed.limits(ANY_RATE).post("/", r -> Response.text("enough"))))) {
      var client =
          http.connect().send("POST /typed/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
      client.awaitEnd("enough");
      trickle(http, client, 4);
      assertThat(client.stream().sawEnd()).isFalse();
      trickle(http, client, 3);
      assertThat(RawResponse.one(client.awaitClose()).body()).isEqualTo("enough");
    }
  }
}
