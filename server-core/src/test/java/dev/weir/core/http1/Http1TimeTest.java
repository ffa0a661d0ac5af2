package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Deadlines, clients that leave, too much at once, and shutdown. The time is turned by hand. */
class Http1TimeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Limits ANY_RATE = Limits.defaults().with(Limits.MIN_BODY_RATE, 0L);
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

  @Test
  void aHeadThatTricklesGets408() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send(GET);
      http.advance(SECOND.multipliedBy(30));
      for (int i = 0; i < 11; i++) {
        client.send(GET.substring(i, i + 1));
        http.advance(SECOND);
      }
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::status)
          .containsExactly(200, 408);
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect();
      http.advance(SECOND.multipliedBy(9));
      assertThat(client.stream().sawEnd()).isFalse();
      http.advance(SECOND.multipliedBy(2));
      assertThat(client.awaitClose()).isEmpty();
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http =
          onLoop
              ? HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("ok")))
              : HttpFixture.of(routes -> routes.get("/", r -> Response.text("ok")))) {
        var client = http.connect().send(GET);
        client.awaitEnd("ok");
        http.advance(SECOND.multipliedBy(40));
        client.send(GET);
        client.awaitEnd("ok");
        http.advance(SECOND.multipliedBy(55));
        assertThat(client.stream().sawEnd()).isFalse();
        http.advance(SECOND.multipliedBy(10));
        assertThat(RawResponse.all(client.awaitClose())).hasSize(2);
      }
    }
  }

  @Test
  void aBodyThatStallsGets408() throws Exception {
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http =
          onLoop
              ? HttpFixture.onLoop(
                  ANY_RATE, routes -> routes.post("/", r -> Response.text(r.body().readText())))
              : HttpFixture.of(
                  ANY_RATE, routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
        var client = http.connect().send(POST + "Content-Length: 5\r\n\r\nab");
        http.advance(SECOND.multipliedBy(25));
        client.send("c");
        http.advance(SECOND.multipliedBy(25));
        assertThat(client.got()).isEmpty();
        http.advance(SECOND.multipliedBy(10));
        RawResponse response = RawResponse.one(client.awaitClose());
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.closes()).isTrue();
      }
    }
  }

  @Test
  void aBodyForTheLoopMayComeForLongerThanAHandlerHasTime() throws Exception {
    try (var http =
        HttpFixture.onLoop(
            routes -> routes.post("/", r -> Response.text("got " + r.body().readAll().length())))) {
      var client = http.connect().send(POST + "Content-Length: 90000\r\n\r\n");
      for (int i = 0; i < 90; i++) {
        http.advance(SECOND);
        client.send("x".repeat(1_000));
      }
      client.awaitEnd("got 90000");
    }
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndItsAnswerDropped() throws Exception {
    CompletableFuture<ExchangeOutcome> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r -> {
                  r.onEnd(outcome::complete);
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                  }
                  return Response.text("late");
                }))) {
      var client = http.connect().send(GET);
      http.advance(SECOND.multipliedBy(59));
      assertThat(client.got()).isEmpty();
      http.advance(SECOND.multipliedBy(3));
      RawResponse response = RawResponse.one(client.awaitClose());
      assertThat(response.status()).isEqualTo(503);
      assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(outcome.get(30, TimeUnit.SECONDS).status()).isEqualTo(503);
    }
  }

  @Test
  void waitingForTheClientsBodyIsntTheHandlersTime() throws Exception {
    try (var http =
        HttpFixture.of(
            ANY_RATE, routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
      var client = http.connect().send(POST + "Content-Length: 10\r\n\r\n");
      for (int i = 0; i < 10; i++) {
        http.advance(SECOND.multipliedBy(20));
        client.send("" + i);
      }
      assertThat(RawResponse.one(client.awaitEnd("9")).body()).isEqualTo("0123456789");
    }
  }

  @Test
  void moreThanTheLimitInFlightGets503() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    FakeWork work = new FakeWork(1);
    try (var http =
        new HttpFixture(
            FakeSetup.standard().with(work),
            routes ->
                routes.get(
                    "/",
                    r -> {
                      started.countDown();
                      go.await();
                      return Response.text("done");
                    }))) {
      var first = http.connect().send(GET);
      started.await();
      RawResponse refused = RawResponse.one(http.connect().send(GET).got());
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.fields()).containsEntry("retry-after", "1");
      go.countDown();
      assertThat(first.awaitEnd("done")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aClientThatNeverReadsIsntAnsweredWithoutBound() throws Exception {
    Bytes page = Bytes.copyOf(new byte[100_000]);
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http =
          onLoop
              ? HttpFixture.onLoop(
                  routes -> routes.get("/", r -> Response.bytes(MediaType.OCTET_STREAM, page)))
              : HttpFixture.of(
                  routes -> routes.get("/", r -> Response.bytes(MediaType.OCTET_STREAM, page)))) {
        var client = http.connect();
        client.stream().takeOnly(0);
        client.send(GET.repeat(500));
        for (int i = 0; i < 20; i++) {
          http.door().loop().run(() -> {});
        }
        assertThat(client.stream().pendingBytes()).isLessThan(400_000);
        client.stream().takeOnly(Long.MAX_VALUE);
        client.stream().awaitTaken(500 * 100_000);
      }
    }
  }

  @Test
  void drainClosesIdleConnectionsAndFinishesTheOthers() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get("/quick", r -> Response.text("quick"))
                .get(
                    "/",
                    r -> {
                      started.countDown();
                      go.await();
                      return Response.text("done");
                    }))) {
      var idle = http.connect();
      var late = http.connect();
      var busy = http.connect().send(GET);
      var partial = http.connect().send("GET /quick HTTP/1.1\r\n");
      started.await();
      http.door().drain();
      late.send(GET.replace("/ ", "/quick ")); // was on its way
      assertThat(RawResponse.one(late.awaitClose()).closes()).isTrue();
      http.advance(Duration.ofMillis(200));
      assertThat(idle.awaitClose()).isEmpty();
      go.countDown();
      RawResponse answered = RawResponse.one(busy.awaitClose());
      assertThat(answered.body()).isEqualTo("done");
      assertThat(answered.closes()).isTrue();
      partial.send("Host: a\r\n\r\n");
      assertThat(RawResponse.one(partial.awaitClose()).body()).isEqualTo("quick");
    }
  }

  @Test
  void drainWaitsForAnIdleClientOnlyAsLongAsItsLastAnswerMayBeUnread() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var unused = http.connect();
      var old = http.connect().send(GET);
      old.stream().awaitTaken(10);
      http.advance(Duration.ofSeconds(6));
      var recent = http.connect().send(GET);
      recent.stream().awaitTaken(10);
      http.door().drain();
      http.advance(Duration.ofMillis(500));
      for (var client : List.of(unused, old)) {
        assertThat(client.stream().isOpen()).isFalse();
        assertThat(client.stream().sawEnd()).isTrue();
        assertThat(client.stream().sawReset()).isFalse();
      }
      assertThat(recent.stream().sawEnd()).isTrue();
      assertThat(recent.stream().isOpen()).isTrue();
      http.advance(Duration.ofSeconds(5));
      assertThat(recent.stream().isOpen()).isFalse();
    }
  }

  @Test
  void drainIsntPutOffByALookThatIsDueBefore() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("ok")))) {
      var client = http.connect().send(GET);
      client.awaitEnd("ok");
      http.advance(SECOND.multipliedBy(30));
      client.send(GET);
      client.awaitEnd("ok");
      http.advance(Duration.ofMillis(29_980)); // a minute after the first, there is a look
      http.door().drain();
      http.advance(Duration.ofMillis(500));
      assertThat(client.stream().sawEnd()).isTrue();
    }
  }

  @Test
  void aRequestThatWaitedForItsTurnHasAllOfItsTime() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch secondStarted = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get(
                    "/",
                    r -> {
                      first.await();
                      return Response.text("first");
                    })
                .post(
                    "/",
                    r -> {
                      secondStarted.countDown();
                      second.await();
                      return Response.text(r.body().readText());
                    }))) {
      var client = http.connect().send(GET + POST + "Content-Length: 4\r\n\r\nbody");
      http.advance(SECOND.multipliedBy(50));
      first.countDown();
      assertThat(secondStarted.await(30, TimeUnit.SECONDS)).isTrue();
      http.advance(SECOND.multipliedBy(50));
      second.countDown();
      assertThat(RawResponse.all(client.awaitEnd("body")))
          .extracting(RawResponse::status)
          .containsExactly(200, 200);
    }
  }

  @Test
  void limitsCanBeTightened() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.HEADER_TIMEOUT, Duration.ofMillis(300))
            .with(Limits.IDLE_TIMEOUT, Duration.ofMillis(500));
    try (var http = HttpFixture.onLoop(limits, routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send(GET);
      http.advance(Duration.ofMillis(700));
      assertThat(RawResponse.all(client.awaitClose())).hasSize(1);
      var slow = http.connect().send("G");
      http.advance(Duration.ofMillis(400));
      assertThat(RawResponse.one(slow.awaitClose()).status()).isEqualTo(408);
    }
  }
}
