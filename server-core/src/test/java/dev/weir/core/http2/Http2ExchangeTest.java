package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.head;
import static dev.weir.core.http2.Http2Fixture.post;
import static dev.weir.core.http2.Http2Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.http2.Http2Fixture.Answer;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.core.http2.hpack.SlowHpack;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.Response;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and answers on streams, as handlers and clients see them. */
class Http2ExchangeTest {
  @Test
  void aSmallAnswerIsOneHeadAndOneFrameOfData() throws Exception {
    try (var http = Http2Fixture.of(r -> r.get("/", request -> Response.text("Hello")))) {
      Client client = http.connect(get(1, "/"));
      Answer answer = client.answer(1);
      assertThat(answer.body()).isEqualTo("Hello");
      assertThat(answer.head())
          .extracting(SlowHpack.Field::name)
          .containsExactly(":status", "content-type", "server", "date", "content-length");
      assertThat(client.got(1)).hasSize(2);
    }
  }

  @Test
  void fieldsThatRepeatTakeOneOctetFromTheSecondAnswerOn() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", request -> Response.text("Hello")))) {
      Client client = http.connect(get(1, "/"), get(3, "/"));
      assertThat(client.answer(3).field("server")).isEqualTo("Weir");
      int status = 1;
      int indexed = 3;
      int length = 3; // a literal with an indexed name
      assertThat(client.got(3).getFirst().payload()).hasSize(status + indexed + length + 1);
    }
  }

  @Test
  void headHasTheHeadAndNoBodyAndNoContentHasNeither() throws Exception {
    try (var http =
        Http2Fixture.onLoop(r ->
            r.get("/", request -> Response.text("Hello"))
                .get("/none", request -> Response.noContent()))) {
      Client client = http.connect(request(1, true, "HEAD", "/"), get(3, "/none"));
      assertThat(client.answer(1).field("content-length")).isEqualTo("5");
      assertThat(client.got(1)).hasSize(1);
      assertThat(client.answer(3).status()).isEqualTo(204);
      assertThat(client.got(3)).hasSize(1);
    }
  }

  @Test
  void requestsOfOneConnectionRunSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (var http =
        Http2Fixture.of(r ->
            r.get(
                "/",
                request -> {
                  both.countDown();
                  return Response.text("" + both.await(30, TimeUnit.SECONDS));
                }))) {
      Client client = http.connect(get(1, "/"), get(3, "/"));
      assertThat(client.answer(1).body()).isEqualTo("true");
      assertThat(client.answer(3).body()).isEqualTo("true");
    }
  }

  @Test
  void bodiesAndTrailersGoBothWays() throws Exception {
    try (var http =
        Http2Fixture.of(r ->
            r.post(
                "/",
                request -> {
                  Bytes body = request.body().readAll();
                  String sum = String.valueOf(request.body().trailers().first("x-sum"));
                  return Response.bytes(MediaType.TEXT, body)
                      .withTrailers(Headers.of("X-Back", sum));
                }))) {
      Client client =
          http.connect(
              post(1, "/"),
              Frame.data(1, false, "ab"),
              Frame.data(1, false, "c"),
              head(1, true, "x-sum", "7"));
      Answer answer = client.answer(1);
      assertThat(answer.body()).isEqualTo("abc");
      assertThat(answer.trailers()).containsExactly(new SlowHpack.Field("x-back", "7"));
    }
  }

  @Test
  void aStreamedBodyArrivesWhole() throws Exception {
    String part = "0123456789".repeat(1_000);
    try (var http =
        Http2Fixture.of(r ->
            r.get(
                "/",
                request ->
                    Response.stream(
                        MediaType.TEXT,
                        sink -> {
                          for (int i = 0; i < 6; i++) {
                            sink.write(Bytes.utf8(part));
                          }
                          sink.trailer("x-end", "yes");
                        })))) {
      Answer answer = http.connect(get(1, "/")).answer(1);
      assertThat(answer.body()).isEqualTo(part.repeat(6));
      assertThat(answer.trailers()).containsExactly(new SlowHpack.Field("x-end", "yes"));
    }
  }

  @Test
  void aFileIsSent(@TempDir Path directory) throws Exception {
    String text = "abcdefgh".repeat(5_000);
    Path file = Files.writeString(directory.resolve("f"), text);
    try (var http =
        Http2Fixture.onLoop(r ->
            r.get("/", request -> Response.file(MediaType.TEXT, file, 3, 39_990))
                .get("/none", q -> Response.file(MediaType.TEXT, directory, 0, 5)))) {
      Client client = http.connect(get(1, "/"), get(3, "/none"));
      Answer answer = client.answer(1);
      assertThat(answer.body()).isEqualTo(text.substring(3, 39_993));
      assertThat(answer.field("content-length")).isEqualTo("39990");
      assertThat(client.answer(3).status()).isEqualTo(500);
    }
  }

  @Test
  void anEarlyAnswerEndsTheUploadWithoutAnError() throws Exception {
    try (var http = Http2Fixture.of(r -> r.post("/", request -> Response.text("no")))) {
      Client client = http.connect(post(1, "/"));
      assertThat(client.answer(1).body()).isEqualTo("no");
      assertThat(client.got(1)).noneMatch(frame -> frame.type() == Frames.RST_STREAM);
      client.send(Frame.data(1, false, "more to come"));
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.NO_ERROR.code());
      client.send(Frame.data(1, true, "late"), get(3, "/nothing")); // it was on its way
      assertThat(client.answer(3).status()).isEqualTo(404);
    }
  }

  @Test
  void aShortRestOfABodyIsTakenWithoutAReset() throws Exception {
    try (var http = Http2Fixture.of(r -> r.post("/", request -> Response.text("no")))) {
      Client client = http.connect(post(1, "/", "content-length", "4"));
      assertThat(client.answer(1).body()).isEqualTo("no");
      client.send(Frame.data(1, true, "rest"), get(3, "/nothing"));
      client.answer(3);
      assertThat(client.got(1)).noneMatch(frame -> frame.type() == Frames.RST_STREAM);
    }
  }

  @Test
  void aClientThatExpectsIsToldToGoOnWhenTheBodyIsRead() throws Exception {
    try (var http =
        Http2Fixture.of(r ->
            r.post("/", q -> Response.text(q.body().readText()))
                .post("/not", q -> Response.text("unread")))) {
      Client client = http.connect(post(1, "/", "expect", "100-continue"));
      Frame first = client.await(Frames.HEADERS, 1);
      assertThat(new SlowHpack(4_096).decode(first.payload()))
          .containsExactly(new SlowHpack.Field(":status", "100"));
      assertThat(first.ends()).isFalse();
      client.send(Frame.data(1, true, "body"));
      assertThat(client.answer(1).body()).isEqualTo("body");
      client.send(post(3, "/not", "expect", "100-continue"));
      assertThat(client.answer(3).body()).isEqualTo("unread");
      assertThat(client.got(3)).filteredOn(f -> f.type() == Frames.HEADERS).hasSize(1);
      client.send(post(5, "/", "expect", "something"));
      assertThat(client.answer(5).status()).isEqualTo(417);
    }
  }

  @Test
  void expectationsOfAllLinesCount() throws Exception {
    try (var http = Http2Fixture.of(r -> r.post("/", request -> Response.text("no")))) {
      Client client =
          http.connect(
              post(1, "/", "expect", "other", "expect", "100-continue"),
              post(3, "/", "expect", ",100-continue", "expect", "100-continue"));
      assertThat(client.answer(1).status()).isEqualTo(417);
      assertThat(client.answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void limitsAreAnsweredAsInHttp1() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_BODY, 10L)
            .with(Limits.MAX_HEADERS, 5)
            .with(Limits.MAX_HEADER_BYTES, 600L)
            .with(Limits.MAX_REQUEST_LINE, 100L);
    try (var http =
        Http2Fixture.of(limits, r -> r.post("/", q -> Response.text(q.body().readText())))) {
      Client client = http.connect(post(1, "/", "content-length", "11"));
      assertThat(client.answer(1).status()).isEqualTo(413);
      client.send(post(3, "/"), Frame.data(3, true, "12345678901"));
      assertThat(client.answer(3).status()).isEqualTo(413);
      client.send(get(5, "/", "a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "a", "b"));
      assertThat(client.answer(5).status()).isEqualTo(431);
      client.send(get(7, "/", "a", "b".repeat(600)));
      assertThat(client.answer(7).status()).isEqualTo(431);
      client.send(get(9, "/" + "x".repeat(100)));
      assertThat(client.answer(9).status()).isEqualTo(414);
      client.send(head(11, true, ":method", "CONNECT", ":authority", "a:80"));
      assertThat(client.answer(11).status()).isEqualTo(501);
      client.send(post(13, "/"), Frame.data(13, true, "1234567890"));
      assertThat(client.answer(13).body()).isEqualTo("1234567890");
    }
  }

  @Test
  void aResetInterruptsTheHandlerAndEndsTheExchange() throws Exception {
    CompletableFuture<ExchangeOutcome> outcome = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (var http =
        Http2Fixture.of(r ->
            r.get("/fine", q -> Response.text("fine"))
                .get(
                    "/",
                    request -> {
                      request.onEnd(outcome::complete);
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        interrupted.countDown();
                      }
                      return Response.ok();
                    }))) {
      Client client = http.connect(get(1, "/"));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      client.send(Frame.reset(1, ErrorCode.CANCEL), get(3, "/fine"));
      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(outcome.get(30, TimeUnit.SECONDS).failure()).hasMessageContaining("reset");
      assertThat(client.answer(3).body()).isEqualTo("fine");
      assertThat(client.got(1)).isEmpty();
    }
  }

  @Test
  void aWriterThatFailsResetsItsStreamAndNoOther() throws Exception {
    try (var http =
        Http2Fixture.of(r ->
            r.get("/fine", q -> Response.text("fine"))
                .get(
                    "/",
                    request ->
                        Response.stream(
                            MediaType.TEXT,
                            sink -> {
                              sink.write(Bytes.utf8("start"));
                              sink.flush();
                              throw new IllegalStateException("the test's own");
                            })))) {
      Client client = http.connect(get(1, "/"));
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.INTERNAL_ERROR.code());
      client.send(get(3, "/fine"));
      assertThat(client.answer(3).body()).isEqualTo("fine");
    }
  }

  @Test
  void timesAreHeldAsInHttp1() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(5))
            .with(Limits.PROGRESS_TIMEOUT, Duration.ofSeconds(3))
            .with(Limits.IDLE_TIMEOUT, Duration.ofSeconds(20));
    try (var http =
        Http2Fixture.of(
            limits,
            r ->
                r.post("/", q -> Response.text(q.body().readText()))
                    .get(
                        "/slow",
                        request -> {
                          new CountDownLatch(1).await();
                          return Response.ok();
                        }))) {
      Client client = http.connect(post(1, "/"), get(3, "/slow"));
      http.advance(Duration.ofSeconds(4));
      assertThat(client.answer(1).status()).isEqualTo(408);
      http.advance(Duration.ofSeconds(2));
      assertThat(client.answer(3).status()).isEqualTo(503);
      http.advance(Duration.ofSeconds(45));
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.NO_ERROR.code());
    }
  }

  @Test
  void aClientWithTooManyRequestsInFlightGets429AndTheConnectionGoesOn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FakeWork work = new FakeWork(10, 2);
    try (var http =
        new Http2Fixture(
            FakeSetup.standard().with(work),
            r ->
                r.get("/fine", q -> Response.text("fine"))
                    .get(
                        "/",
                        request -> {
                          go.await();
                          return Response.text("done");
                        }))) {
      Client client = http.connect(get(1, "/"), get(3, "/"), get(5, "/fine"));
      assertThat(client.answer(5).status()).isEqualTo(429);
      assertThat(client.answer(5).field("retry-after")).isEqualTo("1");
      go.countDown();
      assertThat(client.answer(1).body()).isEqualTo("done");
      assertThat(client.answer(3).body()).isEqualTo("done");
      http.door().awaitQuiet();
      client.send(get(7, "/fine"));
      assertThat(client.answer(7).body()).isEqualTo("fine");
      http.door().awaitQuiet();
      assertThat(work.freePlaces()).isEqualTo(10);
    }
  }

  @Test
  void aFrameThatTricklesEndsTheConnection() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", request -> Response.ok()))) {
      Client client = http.connect();
      client.raw("\0\0\4\3\0\0\0\0\1\0");
      http.advance(Duration.ofSeconds(30));
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
    }
  }

  @Test
  void eachFrameHasItsOwnTimeHoweverOftenInputEndsInsideOfOne() throws Exception {
    try (var http = Http2Fixture.onLoop(r -> r.get("/", request -> Response.ok()))) {
      Client client = http.connect();
      int half = Frames.HEADER_BYTES + 1;
      byte[] request = Frame.bytes(get(1, "/"));
      client.stream().send(Arrays.copyOf(request, half));
      for (int id = 3; id < 61; id += 2) {
        http.advance(Duration.ofSeconds(1));
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(request, half, request.length - half);
        request = Frame.bytes(get(id, "/"));
        input.write(request, 0, half);
        client.stream().send(input.toByteArray());
      }
      assertThat(client.answer(57).head()).isNotEmpty();
      assertThat(client.stream().sawEnd()).isFalse();
      http.advance(Duration.ofSeconds(11));
      assertThat(client.awaitEnd()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
    }
  }
}
