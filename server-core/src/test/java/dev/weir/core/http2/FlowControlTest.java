package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Windows both ways, and turns among streams (RFC 9113, sections 5.2 and 6.9). */
class FlowControlTest {
  private static final String KIB = "0123456789abcdef".repeat(64);
  private static final Duration PROGRESS = Duration.ofSeconds(30);
  private static final Frame SMALL = Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 10);

  private static int bytes(Client client, int id) {
    return client.got(id).stream()
        .filter(frame -> frame.type() == Frames.DATA)
        .mapToInt(frame -> frame.payload().length)
        .sum();
  }

  @Test
  void anAnswerStopsWhereTheWindowDoesAndGoesOnWithIt() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", q -> Response.text(KIB)))) {
      Client client = http.connect(SMALL, get(1, "/"));
      assertThat(bytes(client, 1)).isEqualTo(10);
      client.send(Frame.windowUpdate(1, 1));
      assertThat(bytes(client, 1)).isEqualTo(11);
      client.send(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0)); // now it is below zero
      client.send(Frame.windowUpdate(1, 10));
      assertThat(bytes(client, 1)).isEqualTo(11);
      client.send(Frame.windowUpdate(1, 2_000));
      assertThat(client.answer(1).body()).isEqualTo(KIB);
    }
  }

  @Test
  void anEmptyBodyNeedsNoWindow() throws Exception {
    try (var http =
        Http2Fixture.of(r -> r.get("/", q -> Response.stream(MediaType.TEXT, s -> {})))) {
      Client client =
          http.connect(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0), get(1, "/"));
      assertThat(client.answer(1).body()).isEmpty();
    }
  }

  @Test
  void aStreamThatIsntReadStallsNoOther() throws Exception {
    try (var http =
        Http2Fixture.onLoop(r ->
            r.get("/big", q -> Response.text(KIB.repeat(100)))
                .get("/", q -> Response.text("fine")))) {
      Client client = http.connect(SMALL, get(1, "/big"), get(3, "/"));
      assertThat(client.answer(3).body()).isEqualTo("fine");
      assertThat(bytes(client, 1)).isEqualTo(10);
    }
  }

  @Test
  void streamsTakeTurnsByFrames() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", q -> Response.text(KIB.repeat(48))))) {
      Client client =
          http.connect(
              Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0), get(1, "/"), get(3, "/"));
      client.send(Frame.windowUpdate(0, 1 << 20));
      // Together, so that both are ready.
      client.send(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 1 << 20));
      client.answer(1);
      client.answer(3);
      List<Integer> order =
          client.got().stream().filter(f -> f.type() == Frames.DATA).map(Frame::stream).toList();
      assertThat(order).hasSize(6);
      assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(1, 3);
      assertThat(order.subList(2, 4)).containsExactlyInAnyOrder(1, 3);
    }
  }

  @Test
  void aWriterWaitsForAClientThatTakesNothing() throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Limits limits = Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, 32L << 10);
    try (var http =
        Http2Fixture.of(
            limits,
            r ->
                r.get(
                    "/",
                    q ->
                        Response.stream(
                            MediaType.TEXT,
                            sink -> {
                              try {
                                while (true) {
                                  sink.write(Bytes.utf8(KIB));
                                  written.addAndGet(KIB.length());
                                }
                              } catch (Exception e) {
                                failure.complete(e);
                                throw e;
                              }
                            })))) {
      Client client = http.connect(SMALL, get(1, "/"));
      client.await(Frames.DATA, 1);
      http.door().awaitQuiet();
      long first = written.get();
      assertThat(first).isLessThan(100 << 10);
      client.send(Frame.windowUpdate(1, 200 << 10), Frame.windowUpdate(0, 200 << 10));
      client.await(frames -> bytes(client, 1) == (200 << 10) + 10);
      http.door().awaitQuiet();
      assertThat(written.get()).isGreaterThan(first).isLessThan(first + (300 << 10));
      http.advance(Duration.ofSeconds(40)); // no window for too long
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.CANCEL.code());
      assertThat(failure.get(30, TimeUnit.SECONDS)).hasMessageContaining("reset");
    }
  }

  /** Sends the windows one by one, each after a third of the time in which progress is due. */
  private static void grant(Http2Fixture http, Client client, int... windows) {
    for (int window : windows) {
      http.advance(PROGRESS.dividedBy(3));
      client.send(Frame.windowUpdate(1, window));
    }
  }

  @Test
  void aWindowOfAByteNowAndThenIsNoProgress() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, PROGRESS);
    String body = KIB.repeat(100);
    try (var http = Http2Fixture.onLoop(limits, r -> r.get("/", q -> Response.text(body)))) {
      Client client = http.connect(SMALL, get(1, "/"));
      grant(http, client, 1, 1);
      assertThat(bytes(client, 1)).isEqualTo(12);
      grant(http, client, 1, 1);
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.CANCEL.code());
    }
  }

  @Test
  void aWindowOfAKibibyteInPartsIsProgressAndSoIsTheEnd() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, PROGRESS);
    String body = KIB.repeat(10);
    try (var http = Http2Fixture.onLoop(limits, r -> r.get("/", q -> Response.text(body)))) {
      Client client = http.connect(SMALL, get(1, "/"));
      for (int i = 0; i < 9; i++) {
        grant(http, client, 512, 512);
      }
      assertThat(bytes(client, 1)).isEqualTo(9 * 1_024 + 10);
      grant(http, client, 500, 514);
      assertThat(client.answer(1).body()).isEqualTo(body);
    }
  }

  @Test
  void aClientGetsCreditAsTheHandlerReads() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                q -> {
                  read.await();
                  return Response.text("" + q.body().readAll().length());
                }))) {
      Client client = http.connect(post(1, "/"));
      for (int i = 0; i < 4; i++) {
        client.send(Frame.data(1, false, KIB.repeat(16).substring(1)));
      }
      assertThat(client.got(1)).isEmpty(); // nothing is read: no credit, and not a byte too much
      read.countDown();
      Frame credit = client.await(Frames.WINDOW_UPDATE, 1);
      assertThat(credit.number(0)).isGreaterThanOrEqualTo(32 << 10);
      client.send(Frame.data(1, true, KIB));
      assertThat(client.answer(1).body()).isEqualTo("" + ((64 << 10) - 4 + 1_024));
    }
  }

  @Test
  void moreThanTheWindowIsAnErrorOfTheStream() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                q -> {
                  never.await();
                  return Response.ok();
                }))) {
      Client client = http.connect(post(1, "/"));
      for (int i = 0; i < 5; i++) {
        client.send(Frame.data(1, false, KIB.repeat(16)));
      }
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR.code());
    }
  }

  @Test
  void aBodyForTheLoopIsTakenWholeUpToItsLimit() throws Exception {
    try (var http =
        Http2Fixture.onLoop(
            r -> r.post("/", q -> Response.text("" + q.body().readAll().length())))) {
      Client client = http.connect(post(1, "/"));
      for (int i = 0; i < 12; i++) {
        client.send(Frame.data(1, i == 11, KIB.repeat(16)));
      }
      assertThat(client.answer(1).body()).isEqualTo("" + (12 * 16 << 10));
      assertThat(client.got(0))
          .filteredOn(f -> f.type() == Frames.GOAWAY || f.type() == Frames.RST_STREAM)
          .isEmpty();
    }
  }
}
