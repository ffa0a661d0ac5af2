package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Requests that come before the answers to those in front, to handlers on virtual threads. */
class PipelinedRequestsTest {
  private static final int PLACES = 100;

  private final FakeWork work = new FakeWork(PLACES);

  private HttpFixture of(Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard().with(work), routes);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private void awaitAllPlacesFree() {
    Await.until("all places are given back", () -> work.freePlaces() == PLACES);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static List<String> bodies(String received) {
    return RawResponse.all(received).stream().map(RawResponse::body).toList();
  }

  @Test
  void thoseParsedMeanwhileAreHandledOnTheThreadOfTheFirst() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  threads.add(Thread.currentThread());
                  await(go);
                  return Response.text(r.pathParameter("n"));
                }))) {
      var client = http.connect().send(get("/0") + get("/1") + get("/2") + get("/3"));
      go.countDown();
      assertThat(bodies(client.awaitEnd("\r\n\r\n3"))).containsExactly("0", "1", "2", "3");
      assertThat(threads).hasSize(1);
    }
    awaitAllPlacesFree();
  }

  @Test
  void longHeadsAreParsedAheadNoFurtherThanTheirOctetsGo() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  await(go);
                  return Response.text(r.pathParameter("n"));
                }))) {
      var client = http.connect();
      String field = "X: " + "x".repeat(12 << 10) + "\r\n";
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
        all.add(String.valueOf(i));
      }
      assertThat(client.stream().unread()).isGreaterThan(15 * field.length());
      go.countDown();
      assertThat(bodies(client.awaitEnd("\r\n\r\n29"))).isEqualTo(all);
    }
    awaitAllPlacesFree();
  }

  @Test
  void aHandlerThatBlocksHoldsBackNoAnswerBeforeIt() throws Exception {
    CountDownLatch parsed = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes
                .get(
                    "/quick/{n}",
                    r -> {
                      await(parsed);
                      return Response.text(r.pathParameter("n"));
                    })
                .get(
                    "/slow",
                    r -> {
                      await(go);
                      return Response.text("slow");
                    }))) {
      var client =
          http.connect().send(get("/quick/0") + get("/quick/1") + get("/slow") + get("/quick/2"));
      parsed.countDown();
      assertThat(bodies(client.awaitEnd("\r\n\r\n1"))).containsExactly("0", "1");
      go.countDown();
      assertThat(bodies(client.awaitEnd("\r\n\r\n2"))).containsExactly("0", "1", "slow", "2");
    }
  }

  @RepeatedTest(10)
  void whateverIsMixedIsAnsweredInOrder() throws Exception {
    try (var http =
        of(routes ->
            routes
                .get("/get/{n}", r -> Response.text(r.pathParameter("n")))
                .post("/post", r -> Response.text(r.body().readText()))
                .group(
                    "/loop",
                    loop ->
                        loop.dispatch(Dispatch.EVENT_LOOP)
                            .get("/{n}", r -> Response.text(r.pathParameter("n")))))) {
      StringBuilder requests = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        expected.add("" + i);
        requests.append(
            switch (i * 7 % 11) {
              case 0, 1 -> post("/post", "" + i);
              case 2, 3 -> get("/loop/" + i);
              default -> get("/get/" + i);
            });
      }
      var client = http.connect();
      for (int from = 0; from < requests.length(); from += 700) {
        client.send(requests.substring(from, Math.min(requests.length(), from + 700)));
      }
      assertThat(bodies(client.awaitEnd("\r\n\r\n119"))).isEqualTo(expected);
    }
    awaitAllPlacesFree();
  }

  @Test
  void aMalformedOneIsRefusedInItsTurn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes.get(
                "/",
                r -> {
                  await(go);
                  return Response.text("fine");
                }))) {
      var client = http.connect().send(get("/") + get("/") + "GET  / HTTP/1.1\r\n\r\n");
      assertThat(client.got()).isEmpty();
      go.countDown();
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::status)
          .containsExactly(200, 200, 400);
    }
  }

  @Test
  void oneWithoutARouteIsAnsweredInItsTurn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes.get(
                "/",
                r -> {
                  await(go);
                  return Response.text("fine");
                }))) {
      var client = http.connect().send(get("/") + get("/none") + get("/%00") + get("/"));
      assertThat(client.got()).isEmpty();
      go.countDown();
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::status)
          .containsExactly(200, 404, 400);
    }
  }

  @Test
  void anAnswerThatEndsTheConnectionEndsThoseBehindIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    var seen = new ConcurrentLinkedQueue<String>();
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  await(go);
                  seen.add(r.path());
                  return Response.text(r.path());
                }))) {
      var client =
          http.connect()
              .send(
                  get("/0")
                      + "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                      + get("/2"));
      go.countDown();
      assertThat(bodies(client.awaitClose())).containsExactly("/0", "/1");
      assertThat(seen).containsExactly("/0", "/1");
    }
  }

  @Test
  void theTimeOfOneBehindBeginsWithItsTurn() throws Exception {
    Phaser entered = new Phaser(1);
    Phaser go = new Phaser(1);
    Limits limits = Limits.defaults().with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(10));
    try (var http =
        new HttpFixture(
            FakeSetup.standard().with(limits).with(work),
            routes ->
                routes.get(
                    "/{n}",
                    r -> {
                      int phase = entered.arrive();
                      go.awaitAdvanceInterruptibly(phase);
                      return Response.text(r.pathParameter("n"));
                    }))) {
      var client = http.connect().send(get("/0") + get("/1") + get("/2"));
      for (int i = 0; i < 2; i++) {
        entered.awaitAdvance(i);
        http.advance(Duration.ofSeconds(8));
        go.arrive();
      }
      entered.awaitAdvance(2);
      http.advance(Duration.ofSeconds(12));
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::status)
          .containsExactly(200, 200, 503);
    }
  }

  @Test
  void aClientThatGoesEndsThemAll() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    var seen = new ConcurrentLinkedQueue<String>();
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  seen.add(r.path());
                  entered.countDown();
                  await(new CountDownLatch(1)); // until it is interrupted
                  return Response.text(r.path());
                }))) {
      var client = http.connect().send(get("/0") + get("/1") + get("/2"));
      await(entered);
      client.stream().resetByPeer();
      awaitAllPlacesFree();
      assertThat(seen).containsExactly("/0");
    }
  }

  @Test
  void aClientThatTakesNothingHoldsUpTheNextAndNoThread() throws Exception {
    Bytes big = Bytes.utf8("x".repeat(100_000));
    var seen = new ConcurrentLinkedQueue<String>();
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  await(go);
                  seen.add(r.path());
                  return Response.bytes(dev.weir.MediaType.TEXT, big);
                }))) {
      var client = http.connect();
      client.stream().takeOnly(0);
      client.send(get("/0") + get("/1") + get("/2") + get("/3"));
      go.countDown();
      work.awaitQuiet();
      http.door().loop().run(() -> {});
      awaitAllPlacesFree();
      assertThat(seen).hasSizeLessThan(4);
      client.stream().takeOnly(Long.MAX_VALUE);
      client.stream().awaitTaken(400_000);
      assertThat(seen).containsExactly("/0", "/1", "/2", "/3");
    }
  }

  @Test
  void shutdownAnswersAllThatWereParsed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        of(routes ->
            routes.get(
                "/{n}",
                r -> {
                  await(go);
                  return Response.text(r.pathParameter("n"));
                }))) {
      var client = http.connect().send(get("/0") + get("/1") + get("/2"));
      http.door().drain();
      go.countDown();
      List<RawResponse> answers = RawResponse.all(client.awaitClose());
      assertThat(answers).extracting(RawResponse::body).containsExactly("0", "1", "2");
      assertThat(answers)
          .extracting(answer -> answer.fields().get("connection"))
          .containsExactly(null, null, "close");
    }
  }
}
