package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.DoorStatus.Handlers.NoPlace;
import dev.weir.Limits;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.HttpHandler;
import dev.weir.http.ProblemException;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.middleware.Middleware;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused before a route is known passes the door's middleware all the same. */
class RefusalsAndMiddlewareTest {
  private static final Limits LIMITS = Limits.defaults().with(Limits.MAX_BODY, 10L);

  /** What the middleware saw of each request: once on the way in, once at its end. */
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final Middleware log =
      new Middleware() {
        @Override
        public HttpHandler http(HttpHandler next) {
          return request -> {
            request.onEnd(outcome -> seen.add(outcome.status() + " at the end"));
            Response response = next.handle(request);
            seen.add(
                String.join(
                    " ",
                    request.method().name(),
                    request.target(),
                    request.path(),
                    request.route().pattern(),
                    String.valueOf(response.status())));
            return response.withHeader("x-seen", "yes");
          };
        }

        @Override
        public boolean mayBlock() {
          return false;
        }
      };

  private HttpFixture fixture(Dispatch dispatch, Middleware... middleware) {
    return serve(FakeSetup.standard().with(LIMITS).with(dispatch).with(middleware));
  }

  private static HttpFixture crowded(FakeWork work, Middleware... middleware) {
    return serve(FakeSetup.standard().with(work).with(middleware));
  }

  private static HttpFixture serve(FakeSetup setup) {
    return new HttpFixture(
        setup,
        routes ->
            routes
                .post("/orders", r -> Response.text(r.body().readText()))
                .get("/", r -> Response.ok()));
  }

  /** Notes what a middleware gets that reads the body before the handler could. */
  private Middleware reader(boolean mayBlock) {
    return new Middleware() {
      @Override
      public HttpHandler http(HttpHandler next) {
        return request -> {
          seen.add(whatReadingGives(request));
          return next.handle(request);
        };
      }

      @Override
      public boolean mayBlock() {
        return mayBlock;
      }
    };
  }

  private static String whatReadingGives(Request request) throws Exception {
    try {
      return request.body().readText();
    } catch (ProblemException e) {
      return String.valueOf(e.problem().status());
    }
  }

  private String next() throws InterruptedException {
    return seen.poll(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /x HTTP/1.1\\r\\n|GET /x / (refused) 400",
        "POST /orders HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +5\\r\\n"
            + "|POST /orders / (refused) 400",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: tea\\r\\n|GET / / (refused) 417",
        "CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n|CONNECT a:80 / (refused) 501",
        "GET /%00 HTTP/1.1\\r\\nHost: a\\r\\n|GET /%00 / (refused) 400",
        "GET http://b/ HTTP/1.1\\r\\nHost: a\\r\\n|GET http://b/ / (refused) 400",
        "POST /orders?q HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 11\\r\\n"
            + "|POST /orders?q /orders (refused) 413"
      })
  void aRequestWhoseLinesAreWholeIsSeenByMiddleware(String head, String expected) throws Exception {
    for (Dispatch dispatch : new Dispatch[] {Dispatch.VIRTUAL_THREAD, Dispatch.EVENT_LOOP}) {
      try (var http = fixture(dispatch, log)) {
        var client = http.connect().send(head.translateEscapes() + "\r\n");
        RawResponse answer = RawResponse.one(client.awaitClose());
        assertThat(next()).isEqualTo(expected);
        assertThat(next()).isEqualTo(answer.status() + " at the end");
        assertThat(answer.fields()).containsEntry("x-seen", "yes");
        assertThat(answer.closes()).isTrue();
        assertThat(expected).endsWith(" " + answer.status());
      }
    }
  }

  @Test
  void aBodyThatIsRefusedBeforeAHandlerOfTheLoopRunsIsSeenByMiddleware() throws Exception {
    try (var http = fixture(Dispatch.EVENT_LOOP, log)) {
      var client =
          http.connect()
              .send(
                  "POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "3\r\nabc\r\nx");
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(400);
      assertThat(next()).isEqualTo("POST /orders /orders (refused) 400");
    }
  }

  @Test
  void whatIsNoRequestAtAllIsAnsweredWithoutMiddleware() throws Exception {
    try (var http = fixture(Dispatch.VIRTUAL_THREAD, log)) {
      RawResponse answer = RawResponse.one(http.connect().send("hello\r\n\r\n").awaitClose());
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.fields()).doesNotContainKey("x-seen");
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void middlewareThatReadsARefusedBodyMeetsTheProblemAndAsksForNothing() throws Exception {
    try (var http = fixture(Dispatch.VIRTUAL_THREAD, reader(true))) {
      var client =
          http.connect()
              .send(
                  "POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n"
                      + "Expect: 100-continue\r\n\r\n");
      assertThat(client.awaitClose()).startsWith("HTTP/1.1 413 ");
      assertThat(next()).isEqualTo("413");
    }
  }

  private static String awaitAnswers(HttpFixture.Client client, int count)
      throws InterruptedException {
    byte[] received =
        client.stream()
            .awaitTaken(taken -> {
              String text = new String(taken, StandardCharsets.ISO_8859_1);
              return text.endsWith("}") && text.split("HTTP/1.1 ", -1).length == count + 1;
            });
    return new String(received, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRequestWithoutAPlaceIsSeenByMiddlewareAndCostsNoThread() throws Exception {
    FakeWork work = new FakeWork(0);
    try (var http = crowded(work, log)) {
      var client = http.connect();
      for (int i = 0; i < 3; i++) { // the connection goes on
        client.send("POST /orders?q HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(next()).isEqualTo("POST /orders?q /orders (refused) 503");
        assertThat(next()).isEqualTo("503 at the end");
        RawResponse answer = RawResponse.all(awaitAnswers(client, i + 1)).getLast();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.fields())
            .containsEntry("x-seen", "yes")
            .containsEntry("retry-after", "1");
        assertThat(answer.closes()).isFalse();
      }
      assertThat(work.threads).hasValue(0);
      assertThat(work.counts().status().refused())
          .isEqualTo(Map.of(NoPlace.SERVER, 3L, NoPlace.CLIENT, 0L));
    }
  }

  @Test
  void middlewareThatReadsTheBodyOfARequestWithoutAPlaceMeetsTheReason() throws Exception {
    try (var http = crowded(new FakeWork(0), reader(false))) {
      var client =
          http.connect().send("POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
      assertThat(next()).isEqualTo("503");
      assertThat(RawResponse.one(client.awaitEnd("}")).status()).isEqualTo(503);
    }
  }

  @Test
  void aRequestWithoutAPlaceIsAnsweredWithoutMiddlewareThatMayBlock() throws Exception {
    Middleware blocking =
        new Middleware() {
          @Override
          public HttpHandler http(HttpHandler next) {
            return request -> {
              seen.add("blocked");
              return next.handle(request);
            };
          }
        };
    FakeWork work = new FakeWork(0);
    try (var http = crowded(work, log, blocking)) {
      RawResponse answer =
          RawResponse.one(http.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").awaitEnd("}"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.fields()).doesNotContainKey("x-seen").containsEntry("retry-after", "1");
      assertThat(seen).isEmpty();
      assertThat(work.threads).hasValue(0);
      assertThat(work.counts().status().refused()).containsEntry(NoPlace.SERVER, 1L);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void aRefusalIsAnsweredThoughAllPlacesAreTaken(Dispatch dispatch) throws Exception {
    FakeSetup full = FakeSetup.standard().with(dispatch).with(log).with(new FakeWork(0));
    try (var http = new HttpFixture(full, routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send("GET / HTTP/1.1\r\n\r\n");
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(400);
    }
  }
}
