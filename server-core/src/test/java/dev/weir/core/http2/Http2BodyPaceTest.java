package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The least rate of bodies, one by one and side by side. The time is turned by hand. */
class Http2BodyPaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a connection has to bring in a second, however many its bodies are. */
  private static final int ENOUGH_FOR_ALL = 16 * 240;

  private static final int WINDOW = Http2Limits.of(Limits.defaults()).streamWindow();

  private static final Limits ANY_RATE = Limits.defaults().with(Limits.MIN_BODY_RATE, 0L);

  private static void echo(HttpRoutes routes) {
    routes.post("/", request -> Response.text(request.body().readText()));
  }

  private static void begin(Client client, int streams) {
    for (int i = 0; i < streams; i++) {
      client.send(post(id(i), "/"));
    }
  }

  private static int id(int index) {
    return 2 * index + 1;
  }

  /** For so long each of the streams gets so much a second. */
  private static void feed(Http2Fixture http, Client client, int streams, int bytes, int seconds) {
    for (int second = 0; second < seconds; second++) {
      http.advance(SECOND);
      for (int i = 0; i < streams; i++) {
        client.send(Frame.data(id(i), false, "x".repeat(bytes)));
      }
    }
  }

  @Test
  void aBodyThatTricklesGets408() throws Exception {
    try (var http = Http2Fixture.of(Http2BodyPaceTest::echo)) {
      Client client = http.connect(post(1, "/"));
      feed(http, client, 1, 1, 4);
      assertThat(client.got(1)).isEmpty();
      feed(http, client, 1, 1, 3);
      assertThat(client.answer(1).status()).isEqualTo(408);
      assertThat(client.answer(1).body()).contains("fewer than 240 bytes a second");
    }
  }

  @Test
  void aBodyForTheLoopThatTricklesGets408() throws Exception {
    try (var http = Http2Fixture.onLoop(Http2BodyPaceTest::echo)) {
      Client client = http.connect(post(1, "/"));
      feed(http, client, 1, 1, 7);
      assertThat(client.answer(1).status()).isEqualTo(408);
    }
  }

  @Test
  void aBodyAtTheLeastRateIsTaken() throws Exception {
    try (var http = Http2Fixture.of(Http2BodyPaceTest::echo)) {
      Client client = http.connect(post(1, "/"));
      feed(http, client, 1, 240, 60);
      client.send(Frame.data(1, true, ""));
      assertThat(client.answer(1).body()).hasSize(60 * 240);
    }
  }

  @Test
  void manyBodiesOnAThinLineAreTakenIfAllTogetherAreFastEnough() throws Exception {
    int streams = 50;
    int each = ENOUGH_FOR_ALL / streams + 1;
    try (var http =
        Http2Fixture.of(
            r -> r.post("/", q -> Response.text("got " + q.body().readText().length())))) {
      Client client = http.connect();
      begin(client, streams);
      feed(http, client, streams, each, 30);
      for (int i = 0; i < streams; i++) {
        client.send(Frame.data(id(i), true, ""));
        assertThat(client.answer(id(i)).body()).isEqualTo("got " + 30 * each);
      }
    }
  }

  @Test
  void bodiesThatComeOneAfterTheOtherAreTaken() throws Exception {
    int streams = 4;
    int seconds = 7; // nobody is silent for longer than progress-timeout
    try (var http = Http2Fixture.of(Http2BodyPaceTest::echo)) {
      Client client = http.connect();
      begin(client, streams);
      for (int i = 0; i < streams; i++) {
        for (int second = 0; second < seconds; second++) {
          http.advance(SECOND);
          boolean last = second == seconds - 1;
          client.send(Frame.data(id(i), last, "x".repeat((streams - i) * 240)));
        }
        assertThat(client.answer(id(i)).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void manyBodiesThatTrickleTogetherAllGet408() throws Exception {
    int streams = 50;
    int each = ENOUGH_FOR_ALL / streams / 2;
    try (var http = Http2Fixture.of(Http2BodyPaceTest::echo)) {
      Client client = http.connect();
      begin(client, streams);
      feed(http, client, streams, each, 12);
      for (int i = 0; i < streams; i++) {
        assertThat(client.answer(id(i)).status()).isEqualTo(408);
      }
    }
  }

  @Test
  void whileTheHandlerHoldsABodyBackItsRateIsntMeasured() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                request -> {
                  InputStream in = request.body().asInputStream();
                  in.read();
                  go.await();
                  return Response.text("got " + in.readAllBytes().length);
                }))) {
      Client client = http.connect(post(1, "/"));
      fillWindow(client); // worth some time; the window is used up before that is over
      http.advance(SECOND.multipliedBy(50));
      go.countDown();
      client.await(Frames.WINDOW_UPDATE, 1);
      http.advance(SECOND.multipliedBy(4));
      client.send(Frame.data(1, true, "end"));
      assertThat(client.answer(1).body()).isEqualTo("got " + (WINDOW + 2));
    }
  }

  private static void fillWindow(Client client) {
    String part = "x".repeat(16_000);
    int left = WINDOW;
    while (left > 0) {
      int now = Math.min(left, part.length());
      client.send(Frame.data(1, false, part.substring(0, now)));
      left -= now;
    }
  }

  @Test
  void aClientThatWaitsForA100IsNotLate() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                request -> {
                  go.await();
                  return Response.text(request.body().readText());
                }))) {
      Client client = http.connect(post(1, "/", "expect", "100-continue"));
      http.advance(SECOND.multipliedBy(50));
      go.countDown();
      client.await(Frames.HEADERS, 1);
      http.advance(SECOND.multipliedBy(4));
      client.send(Frame.data(1, true, "body"));
      assertThat(client.answer(1).body()).isEqualTo("body");
    }
  }

  @Test
  void aRouteMayTakeWhatComesSlowly() throws Exception {
    try (var http =
        Http2Fixture.of(r -> r.group("/typed", typed -> echo(typed.limits(ANY_RATE))))) {
      Client client = http.connect(post(1, "/typed/"));
      feed(http, client, 1, 1, 100);
      client.send(Frame.data(1, true, ""));
      assertThat(client.answer(1).body()).hasSize(100);
    }
  }

  @Test
  void theRestOfABodyThatNobodyReadHasToComeAtTheRateOfTheDoor() throws Exception {
    try (var http =
        Http2Fixture.of(r ->
            r.get("/", request -> Response.text("fine"))
                .group(
                    "/typed",
                    typed -> typed.limits(ANY_RATE).post("/", q -> Response.text("enough"))))) {
      Client client = http.connect(post(1, "/typed/", "content-length", "1000"));
      assertThat(client.answer(1).body()).isEqualTo("enough");
      feed(http, client, 1, 1, 7);
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.NO_ERROR.code());
      client.send(get(3, "/"));
      assertThat(client.answer(3).body()).isEqualTo("fine");
    }
  }

  @Test
  void theEndOfABodyThatHasComeIsWaitedForOnlySoLong() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                request -> {
                  go.await();
                  return Response.text("enough");
                }))) {
      Client client = http.connect(post(1, "/", "content-length", "" + WINDOW));
      fillWindow(
          client); // with all of it, and no window is left: to say that it was all takes none
      go.countDown();
      assertThat(client.answer(1).body()).isEqualTo("enough");
      http.advance(SECOND.multipliedBy(35));
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.NO_ERROR.code());
    }
  }
}
