package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.head;
import static dev.weir.core.http2.Http2Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.config.Setting;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.core.http2.hpack.SlowHpack;
import dev.weir.http.Headers;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.spi.transport.SegmentPool;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client can do to no end: the limit is reached, and the connection ends. */
class FloodTest {
  private static final int LIMIT = 50;
  private static final int[] OPAQUE = new int[8];
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static void routes(HttpRoutes routes) {
    routes.any("/{rest...}", request -> Response.text("fine"));
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        // CVE-2023-44487
        flood(
            "rapid reset",
            Limits.MAX_RESETS_RECEIVED,
            i -> frames(post(2 * i + 1, "/"), Frame.reset(2 * i + 1, ErrorCode.CANCEL))),
        // CVE-2025-8671
        flood(
            "windows of nothing",
            Limits.MAX_RESETS_SENT,
            i -> frames(post(2 * i + 1, "/"), Frame.windowUpdate(2 * i + 1, 0))),
        flood(
            "windows too wide",
            Limits.MAX_RESETS_SENT,
            i -> frames(post(2 * i + 1, "/"), Frame.windowUpdate(2 * i + 1, Integer.MAX_VALUE))),
        flood(
            "malformed requests",
            Limits.MAX_RESETS_SENT,
            i -> frames(get(2 * i + 1, "/", "connection", "close"))),
        flood("PING", Limits.MAX_CONTROL_FRAMES, i -> frames(Frame.of(Frames.PING, 0, 0, OPAQUE))),
        flood("SETTINGS", Limits.MAX_CONTROL_FRAMES, i -> frames(Frame.settings(9, i))),
        flood(
            "acknowledgements",
            Limits.MAX_CONTROL_FRAMES,
            i -> frames(Frame.of(Frames.SETTINGS, Frames.ACK, 0))),
        flood(
            "PRIORITY",
            Limits.MAX_CONTROL_FRAMES,
            i -> frames(Frame.of(Frames.PRIORITY, 0, 2 * i + 1, 0, 0, 0, 0, 1))),
        flood("unknown frames", Limits.MAX_CONTROL_FRAMES, i -> frames(Frame.of(0x70, 0, 0))),
        flood("WINDOW_UPDATE", Limits.MAX_CONTROL_FRAMES, i -> frames(Frame.windowUpdate(0, 1))),
        flood(
            "GOAWAY",
            Limits.MAX_CONTROL_FRAMES,
            i -> frames(Frame.of(Frames.GOAWAY, 0, 0, OPAQUE))),
        flood(
            "empty DATA",
            Limits.MAX_CONTROL_FRAMES,
            i -> i == 0 ? frames(post(1, "/")) : frames(Frame.data(1, false, ""))),
        flood(
            "tiny DATA",
            Limits.MAX_SMALL_DATA_FRAMES,
            i -> i == 0 ? frames(post(1, "/")) : frames(Frame.data(1, false, "x"))),
        flood(
            "resets of streams that have ended",
            Limits.MAX_CONTROL_FRAMES,
            i -> i == 0 ? frames(get(1, "/")) : frames(Frame.reset(1, ErrorCode.CANCEL))),
        flood(
            "empty ends of a stream that was reset",
            Limits.MAX_SMALL_DATA_FRAMES,
            i -> i == 0 ? resetByServer() : frames(Frame.data(1, true, ""))),
        flood(
            "header blocks of a stream that was reset",
            Limits.MAX_CONTROL_FRAMES,
            i -> i == 0 ? resetByServer() : frames(get(1, "/"))),
        // CVE-2024-27316
        flood(
            "empty CONTINUATION",
            Limits.MAX_CONTINUATIONS,
            i ->
                i == 0
                    ? frames(new Frame(Frames.HEADERS, 0, 1, get(1, "/").payload()))
                    : frames(Frame.of(Frames.CONTINUATION, 0, 1))));
  }

  private static Arguments flood(String name, Setting<Integer> limit, IntFunction<Frame[]> frames) {
    return Arguments.of(name, limit, frames);
  }

  private static Frame[] frames(Frame... frames) {
    return frames;
  }

  private static Frame[] resetByServer() {
    return frames(post(1, "/"), Frame.windowUpdate(1, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void floods(String name, Setting<Integer> limit, IntFunction<Frame[]> frames) throws Exception {
    Limits limits = Limits.defaults().with(limit, LIMIT);
    try (var http = Http2Fixture.onLoop(limits, FloodTest::routes)) {
      Client client = http.connect();
      int sent = 0;
      while (!client.stream().sawEnd() && sent < 20 * LIMIT) {
        client.send(frames.apply(sent++));
      }
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
      assertThat(sent).isGreaterThan(LIMIT - 2);
      Client other = http.connect(get(1, "/"));
      assertThat(other.answer(1).body()).isEqualTo("fine");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void asMuchAsIsAllowedGoesOnForEver(
      String name, Setting<Integer> limit, IntFunction<Frame[]> frames) throws Exception {
    if (limit == Limits.MAX_CONTINUATIONS) {
      return; // a header block isn't a matter of time
    }
    Limits limits =
        Limits.defaults()
            .with(limit, LIMIT)
            .with(Limits.PROGRESS_TIMEOUT, Duration.ofHours(1))
            .with(Limits.IDLE_TIMEOUT, Duration.ofHours(1));
    try (var http = Http2Fixture.onLoop(limits, FloodTest::routes)) {
      Client client = http.connect();
      for (int i = 0; i < 3 * LIMIT; i++) {
        client.send(frames.apply(i));
        if (i % (LIMIT / 2) == LIMIT / 2 - 1) {
          http.advance(Duration.ofSeconds(11));
        }
      }
      assertThat(client.stream().sawEnd()).isFalse();
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Limits limits = Limits.defaults().with(Limits.MAX_STREAMS, 2);
    try (var http =
        Http2Fixture.of(
            limits,
            r ->
                r.get(
                    "/",
                    q -> {
                      go.await();
                      return Response.text("fine");
                    }))) {
      Client client = http.connect(get(1, "/"), get(3, "/"), get(5, "/"));
      assertThat(client.resetCode(5)).isEqualTo(ErrorCode.REFUSED_STREAM.code());
      go.countDown();
      assertThat(client.answer(1).body()).isEqualTo("fine");
      assertThat(client.answer(3).body()).isEqualTo("fine");
      client.send(get(7, "/"));
      assertThat(client.answer(7).body()).isEqualTo("fine");
    }
  }

  @Test
  void aHandlerThatDoesntHearOfItsResetKeepsItsPlace() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(2);
    AtomicInteger running = new AtomicInteger();
    Limits limits = Limits.defaults().with(Limits.MAX_STREAMS, 2);
    try (var http =
        Http2Fixture.of(
            limits,
            r ->
                r.get(
                    "/",
                    q -> {
                      running.incrementAndGet();
                      begun.countDown();
                      while (go.getCount() > 0) {
                        try {
                          go.await();
                        } catch (InterruptedException e) {
                          // It doesn't hear.
                        }
                      }
                      return Response.text("fine");
                    }))) {
      Client client = http.connect(get(1, "/"), get(3, "/"));
      begun.await();
      client.send(Frame.reset(1, ErrorCode.CANCEL), Frame.reset(3, ErrorCode.CANCEL));
      client.send(get(5, "/"));
      assertThat(client.resetCode(5)).isEqualTo(ErrorCode.REFUSED_STREAM.code());
      assertThat(running).hasValue(2);
      go.countDown();
    }
  }

  @Test
  void aTableThatExpandsBeyondTheLimitsIsAnsweredAndNotKept() throws Exception {
    try (var http = Http2Fixture.onLoop(FloodTest::routes)) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes(get(1, "/").payload());
      byte[] field = SlowHpack.literals("x", "y".repeat(4_000));
      field[0] = 0x40; // kept in the table
      block.writeBytes(field);
      for (int i = 0; i < 10_000; i++) {
        block.write(0xbe); // 40 MB, if somebody kept them
      }
      Client client =
          http.connect(new Frame(Frames.HEADERS, 5, 1, block.toByteArray()), get(3, "/"));
      assertThat(client.answer(1).status()).isEqualTo(431);
      assertThat(client.answer(3).body()).isEqualTo("fine");
    }
  }

  @Test
  void aHeaderBlockWithoutEndIsCut() throws Exception {
    try (var http = Http2Fixture.onLoop(FloodTest::routes)) {
      Client client =
          http.connect(new Frame(Frames.HEADERS, 0, 1, head(1, true, "x", "y").payload()));
      byte[] part = SlowHpack.literals("x", "y".repeat(16_000));
      for (int i = 0; i < 3; i++) {
        client.send(new Frame(Frames.CONTINUATION, 0, 1, part));
      }
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
    }
  }

  @Test
  void stalledWindowsOnManyStreamsAreGivenUp() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", q -> Response.text("x".repeat(100_000))))) {
      Client client = http.connect(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 1));
      for (int i = 0; i < 100; i++) {
        client.send(get(2 * i + 1, "/"));
      }
      http.advance(Duration.ofSeconds(40));
      for (int i = 0; i < 100; i++) {
        assertThat(client.resetCode(2 * i + 1)).isEqualTo(ErrorCode.CANCEL.code());
      }
    }
  }

  @Test
  void answersThatWaitForAWindowTakeNoMoreThanTheyHaveToSend() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_STREAMS, 10_000);
    Response whole = Response.text("x".repeat(100));
    Response trailed = whole.withTrailers(Headers.of("x-sum", "1"));
    try (var http =
        Http2Fixture.onLoop(limits, r -> r.get("/", q -> whole).get("/trailed", q -> trailed))) {
      Client noStreams = http.connect(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0));
      Client noConnection = http.connect();
      ask(noConnection, 1, 700); // until its window is used up
      long sent = bytesForEach(http, http.connect());
      assertThat(bytesForEach(http, noStreams) - sent).isLessThan(SegmentPool.SEGMENT_BYTES / 2);
      assertThat(bytesForEach(http, noConnection) - sent).isLessThan(SegmentPool.SEGMENT_BYTES / 2);
    }
  }

  /** What the loop allocates for an answer, with all that this fixture does for it. */
  private static long bytesForEach(Http2Fixture http, Client client) {
    long loop = http.door().loop().thread().threadId();
    ask(client, 2_001, 50); // the pools are empty then, and all classes are loaded
    long before = THREADS.getThreadAllocatedBytes(loop);
    ask(client, 3_001, 500);
    return (THREADS.getThreadAllocatedBytes(loop) - before) / 500;
  }

  private static void ask(Client client, int from, int count) {
    for (int i = 0; i < count; i++) {
      client.send(get(from + 2 * i, i % 2 == 0 ? "/" : "/trailed"));
    }
  }

  @Test
  void whoWidensItsWindowsForEachPartOfAFrameIsNoFlood() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_CONTROL_FRAMES, 10);
    try (var http =
        Http2Fixture.onLoop(limits, r -> r.get("/", q -> Response.text("x".repeat(1 << 20))))) {
      Client client = http.connect(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 1 << 20));
      client.send(Frame.windowUpdate(0, 1 << 20));
      client.send(get(1, "/"));
      for (int i = 0; i < 256; i++) { // four for each of its 64 frames
        client.send(Frame.windowUpdate(0, 1 << 12));
      }
      client.send(Frame.of(Frames.PING, 0, 0, OPAQUE));
      client.await(Frames.PING, 0);
    }
  }

  /** Clients of event streams and WebSockets: some widen both windows for each small message. */
  @Test
  void whoWidensItsWindowsForEachSmallMessageIsNoFlood() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_CONTROL_FRAMES, 10);
    try (var http = Http2Fixture.of(limits, r -> r.post("/", FloodTest::echoed))) {
      Client client = http.connect(post(1, "/"));
      for (int i = 0; i < 50; i++) {
        client.send(Frame.data(1, false, "tick"));
        int echoed = i + 1;
        client.await(frames -> frames.stream().filter(f -> f.is(Frames.DATA, 1)).count() == echoed);
        client.send(Frame.windowUpdate(0, 4), Frame.windowUpdate(1, 4));
      }
      client.send(Frame.of(Frames.PING, 0, 0, OPAQUE));
      client.await(Frames.PING, 0);
    }
  }

  @Test
  void whoDolesOutAWindowByteByByteIsAFlood() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_CONTROL_FRAMES, 10);
    try (var http =
        Http2Fixture.onLoop(limits, r -> r.get("/", q -> Response.text("x".repeat(99))))) {
      Client client = http.connect(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0));
      client.send(get(1, "/"));
      for (int i = 0; i < 50 && !client.stream().sawEnd(); i++) {
        client.send(Frame.windowUpdate(1, 1));
      }
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
    }
  }

  private static Response echoed(Request request) {
    return Response.stream(
        MediaType.TEXT,
        sink -> {
          InputStream body = request.body().asInputStream();
          byte[] some = new byte[100];
          for (int count; (count = body.read(some)) >= 0; ) {
            sink.write(some, 0, count);
            sink.flush();
          }
        });
  }

  @Test
  void whoReadsNothingIsntReadEither() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.WRITE_HIGH_WATERMARK, 4L << 10)
            .with(Limits.MAX_CONTROL_FRAMES, 1_000_000);
    try (var http = Http2Fixture.onLoop(limits, r -> r.get("/", q -> Response.noContent()))) {
      Client client = http.connect();
      client.stream().takeOnly(0);
      for (int i = 0; client.stream().unread() == 0; i++) {
        client.send(get(2 * i + 1, "/"));
        assertThat(i).isLessThan(10_000);
      }
      client.stream().takeOnly(Long.MAX_VALUE);
      client.send(Frame.of(Frames.PING, 0, 0, OPAQUE));
      client.await(Frames.PING, 0);
      assertThat(client.stream().unread()).isZero();
    }
  }
}
