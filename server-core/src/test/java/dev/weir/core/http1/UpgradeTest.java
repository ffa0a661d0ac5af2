package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeSetup;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A route's answer by which the connection goes on in another protocol (RFC 9110, section 7.8). */
class UpgradeTest {
  private static final String ASKS = "Host: a\r\nConnection: Upgrade\r\nUpgrade: shout/1\r\n";
  private static final String GET = "GET /up HTTP/1.1\r\n" + ASKS + "\r\n";
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\n"
          + "x-shout: %s\r\nupgrade: shout/1\r\n"
          + "Server: Weir\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
          + "Connection: upgrade\r\n\r\n";

  private final ShoutProtocol shout = new ShoutProtocol();
  private final BlockingQueue<ExchangeOutcome> outcomes = new LinkedBlockingQueue<>();

  private HttpFixture fixture(Dispatch dispatch) {
    return fixture(dispatch, r -> Response.upgrade(shout));
  }

  private HttpFixture fixture(Dispatch dispatch, HttpHandler handler) {
    return new HttpFixture(FakeSetup.standard().with(dispatch), routes -> routes(routes, handler));
  }

  private void routes(HttpRoutes routes, HttpHandler handler) {
    routes
        .any(
            "/up",
            r -> {
              r.onEnd(outcomes::add);
              return handler.handle(r);
            })
        .get("/plain", r -> Response.text("plain"));
  }

  private ExchangeOutcome outcome() throws InterruptedException {
    return outcomes.poll(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionGoesOnInTheProtocolAskedFor(Dispatch dispatch) throws Exception {
    try (var http = fixture(dispatch)) {
      var client = http.connect().send(GET);
      String head = ACCEPTED.formatted(dispatch);
      assertThat(client.awaitEnd("\r\n\r\n")).isEqualTo(head);
      client.send("hello");
      assertThat(client.awaitEnd("HELLO")).isEqualTo(head + "HELLO");
      ExchangeOutcome outcome = outcome();
      assertThat(outcome.status()).isEqualTo(101);
      assertThat(outcome.failure()).isNull();
      client.stream().finish();
      assertThat(client.awaitClose()).isEqualTo(head + "HELLO");
      assertThat(shout.opened).containsExactly(FakeSetup.DOOR);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void whatIsPipelinedBehindTheRequestIsTheProtocolsWhereverItIsSplit(Dispatch dispatch)
      throws Exception {
    String sent = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n" + GET + "get /plain http/1.1\r\n\r\n";
    try (var http = fixture(dispatch)) {
      for (int split = 0; split < sent.length(); split++) {
        var client = http.connect();
        client.send(sent.substring(0, split));
        client.send(sent.substring(split));
        String got = client.awaitEnd("GET /PLAIN HTTP/1.1\r\n\r\n");
        assertThat(got).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(got.substring(got.indexOf("plain\"") + 1))
            .as("split at %d", split)
            .endsWith("plain" + ACCEPTED.formatted(dispatch) + "GET /PLAIN HTTP/1.1\r\n\r\n");
      }
    }
  }

  @Test
  void aFinBehindTheRequestReachesTheProtocol() throws Exception {
    try (var http = fixture(Dispatch.VIRTUAL_THREAD)) {
      var client = http.connect().send(GET + "last");
      client.stream().finish();
      assertThat(client.awaitClose()).endsWith("\r\n\r\nLAST");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /up HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /up HTTP/1.1\r\nHost: a\r\nUpgrade: shout/1\r\n\r\n",
        "GET /up HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nUpgrade: shout/1\r\n\r\n",
        "GET /up HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: shout/2, h2c\r\n\r\n",
        "GET /up HTTP/1.0\r\nHost: a\r\nConnection: keep-alive, upgrade\r\n"
            + "Upgrade: shout/1\r\n\r\n"
      })
  void whoDoesntAskForItIsToldWhatToAskFor(String request) throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP)) {
      var client = http.connect().send(request);
      RawResponse answer = RawResponse.one(client.got());
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.fields())
          .containsEntry("upgrade", "shout/1")
          .containsEntry("connection", "upgrade");
      assertThat(shout.opened).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: UPGRADE\r\nUpgrade: SHOUT/1\r\n",
        "Connection: keep-alive , Upgrade\r\nUpgrade: h2c,, shout/1\r\n",
        "Connection: x\r\nUpgrade: h2c\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n"
      })
  void theProtocolIsFoundInAnyListAndCase(String fields) throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP)) {
      var client = http.connect().send("GET /up HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      assertThat(client.got()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void aRouteThatOffersNothingAnswersAsIfNobodyHadAsked() throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP)) {
      var client =
          http.connect()
              .send("GET /plain HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
              .send(GET);
      assertThat(client.got()).startsWith("HTTP/1.1 200 OK\r\n").contains("HTTP/1.1 101 ");
    }
  }

  @Test
  void aHandlerMayRefuseOrAnswerOtherwise() throws Exception {
    HttpHandler choosing =
        r ->
            r.asksFor("shout/1") && r.header("x-plain") == null
                ? Response.upgrade(shout)
                : Response.text("no shouting");
    try (var http = fixture(Dispatch.EVENT_LOOP, choosing)) {
      var client =
          http.connect()
              .send("GET /up HTTP/1.1\r\n" + ASKS + "X-Plain: 1\r\n\r\n")
              .send("GET /up HTTP/1.1\r\nHost: a\r\n\r\n")
              .send("GET /up HTTP/1.1\r\n" + ASKS + "X-Quiet: 1\r\n\r\n")
              .send(GET);
      assertThat(client.got().split("HTTP/1.1 ")).hasSize(5);
      assertThat(client.got().split("HTTP/1.1 ")[1]).startsWith("200").endsWith("no shouting");
      assertThat(client.got().split("HTTP/1.1 ")[2]).startsWith("200").endsWith("no shouting");
      assertThat(client.got().split("HTTP/1.1 ")[3]).startsWith("400").contains("quietly");
      assertThat(client.got().split("HTTP/1.1 ")[4]).startsWith("101");
    }
  }

  @Test
  void aStatusGivenByMiddlewareMakesItAPlainAnswer() throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP, r -> Response.upgrade(shout).withStatus(503))) {
      var client = http.connect().send(GET);
      assertThat(RawResponse.one(client.got()).status()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void aBodyIsReadToItsEndBeforeTheProtocolChanges(Dispatch dispatch) throws Exception {
    for (boolean read : new boolean[] {true, false}) {
      HttpHandler handler = r -> upgradeAfter(r, read);
      try (var http = fixture(dispatch, handler)) {
        var fixed =
            http.connect().send("POST /up HTTP/1.1\r\n" + ASKS + "Content-Length: 4\r\n\r\nbo");
        fixed.send("dyhello");
        assertThat(fixed.awaitEnd("\r\n\r\nHELLO")).startsWith("HTTP/1.1 101 ");
        var chunked =
            http.connect()
                .send("POST /up HTTP/1.1\r\n" + ASKS + "Transfer-Encoding: chunked\r\n\r\n");
        chunked.send("4\r\nbody\r\n");
        chunked.send("0\r\n\r\nhello");
        assertThat(chunked.awaitEnd("\r\n\r\nHELLO")).startsWith("HTTP/1.1 101 ");
      }
    }
  }

  private Response upgradeAfter(Request request, boolean read) throws Exception {
    if (read) {
      assertThat(request.body().readText()).isEqualTo("body");
    }
    return Response.upgrade(shout);
  }

  @Test
  void aClientThatWaitsForA100GetsItBeforeThe101() throws Exception {
    try (var http = fixture(Dispatch.VIRTUAL_THREAD)) {
      var client =
          http.connect()
              .send(
                  "POST /up HTTP/1.1\r\n"
                      + ASKS
                      + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.awaitEnd("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("abhello");
      assertThat(client.awaitEnd("HELLO")).contains("Continue\r\n\r\nHTTP/1.1 101 ");
    }
  }

  @Test
  void aBodyThatIsTooMuchToDropIsRefusedInstead() throws Exception {
    try (var http = fixture(Dispatch.VIRTUAL_THREAD)) {
      var client =
          http.connect()
              .send("POST /up HTTP/1.1\r\n" + ASKS + "Content-Length: 1000000\r\n\r\nabc");
      RawResponse answer = RawResponse.one(client.awaitClose());
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.closes()).isTrue();
      assertThat(outcome().status()).isEqualTo(413);
      assertThat(shout.opened).isEmpty();
    }
  }

  @Test
  void aBodyThatBreaksOffIsRefusedInstead() throws Exception {
    String head = "POST /up HTTP/1.1\r\n" + ASKS + "Transfer-Encoding: chunked\r\n\r\n";
    try (var http = fixture(Dispatch.VIRTUAL_THREAD)) {
      var malformed = http.connect().send(head + "1\r\na\r\n").send("x\r\n");
      assertThat(RawResponse.one(malformed.awaitClose()).status()).isEqualTo(400);
      var ended = http.connect().send(head + "1\r\na\r\n");
      ended.stream().finish();
      assertThat(RawResponse.one(ended.awaitClose()).status()).isEqualTo(400);
      assertThat(shout.opened).isEmpty();
    }
  }

  @Test
  void aBodyThatStallsIsRefusedInTime() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, Duration.ofSeconds(2));
    CountDownLatch answered = new CountDownLatch(1);
    HttpHandler handler =
        r -> {
          answered.countDown();
          return Response.upgrade(shout);
        };
    try (var http = HttpFixture.of(limits, routes -> routes(routes, handler))) {
      var client =
          http.connect().send("POST /up HTTP/1.1\r\n" + ASKS + "Content-Length: 4\r\n\r\nbo");
      answered.await();
      http.advance(Duration.ofSeconds(3));
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(408);
    }
  }

  @Test
  void aClientThatHasGoneIsAnEndAndNoUpgrade() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    HttpHandler handler =
        r -> {
          running.countDown();
          awaitUninterruptibly(goOn);
          return Response.upgrade(shout);
        };
    try (var http = fixture(Dispatch.VIRTUAL_THREAD, handler)) {
      var client = http.connect().send(GET);
      running.await();
      client.stream().resetByPeer();
      goOn.countDown();
      assertThat(outcome().status()).isZero();
      assertThat(shout.opened).isEmpty();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean waits = true;
    while (waits) {
      try {
        latch.await();
        waits = false;
      } catch (InterruptedException e) {
        // The client has gone; the test wants the answer to come all the same.
      }
    }
  }

  @Test
  void timersOfHttpAreOverOnceTheProtocolHasTheStream() throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP)) {
      var client = http.connect().send(GET);
      assertThat(http.door().loop().armedTimers()).isZero();
      http.advance(Duration.ofMinutes(10));
      client.send("still here");
      assertThat(client.got()).endsWith("STILL HERE");
    }
  }

  @Test
  void shutdownIsToldToTheProtocol() throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP)) {
      var client = http.connect().send(GET);
      http.door().drain();
      assertThat(client.awaitClose()).endsWith("\r\n\r\nBYE");
    }
  }
}
