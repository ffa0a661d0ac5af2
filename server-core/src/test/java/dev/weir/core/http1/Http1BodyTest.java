package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.http.ClientGoneException;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Request bodies: framing, 100-continue, backpressure, and what happens to what nobody reads. */
class Http1BodyTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private static Response echo(Request request) throws Exception {
    String text = request.body().readText();
    return Response.text(text + request.body().trailers());
  }

  @Test
  void bodiesOfALengthAreRead() throws Exception {
    for (var http :
        new HttpFixture[] {
          HttpFixture.of(routes -> routes.post("/", Http1BodyTest::echo)),
          HttpFixture.onLoop(routes -> routes.post("/", Http1BodyTest::echo))
        }) {
      try (http) {
        var client = http.connect().send(POST + "Content-Length: 5\r\n\r\nhe").send("ll").send("o");
        assertThat(RawResponse.one(client.awaitEnd("{}")).body()).isEqualTo("hello{}");
        client.send(POST + "Content-Length: 0\r\n\r\n");
        assertThat(RawResponse.all(client.awaitEnd("\r\n\r\n{}"))).hasSize(2);
      }
    }
  }

  @Test
  void chunkedBodiesAndTheirTrailersAreRead() throws Exception {
    String body =
        "5\r\nhello\r\n"
            + "0006 ;x=y;z=\"a;\\\"\r\n".replace("\\\"", "\\\"\"")
            + ", worl\r\n"
            + "1;only\r\nd\r\n"
            + "00\r\nX-Sum: 12\r\nx-more:\r\n\r\n";
    for (var http :
        new HttpFixture[] {
          HttpFixture.of(routes -> routes.post("/", Http1BodyTest::echo)),
          HttpFixture.onLoop(routes -> routes.post("/", Http1BodyTest::echo))
        }) {
      try (http) {
        var client = http.connect().send(CHUNKED + body);
        assertThat(RawResponse.one(client.awaitEnd("}")).body())
            .isEqualTo("hello, world{X-Sum: 12, x-more: }");
      }
    }
  }

  @Test
  void aHandlerIsntStartedForABodyThatIsFoundMalformedBeforeIt() throws Exception {
    var handled = new AtomicInteger();
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  handled.incrementAndGet();
                  return Response.ok();
                }))) {
      String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      var client = http.connect().send(chunked + "5\r\nhelloX\r\n0\r\n\r\n");
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(400);
      assertThat(handled).hasValue(0);
    }
  }

  @Test
  void aSmallBodyThatNobodyReadsIsDropped() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", r -> Response.text("no{}")))) {
      var client = http.connect().send(POST + "Content-Length: 50000\r\n\r\n");
      RawResponse first = RawResponse.one(client.awaitEnd("{}"));
      assertThat(first.closes()).isFalse();
      client.send("x".repeat(50_000) + POST + "Connection: close\r\nContent-Length: 0\r\n\r\n");
      assertThat(RawResponse.all(client.awaitClose())).hasSize(2);
    }
  }

  @Test
  void aLargeBodyThatNobodyReadsEndsTheConnection() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", r -> Response.text("no")))) {
      var client = http.connect().send(POST + "Content-Length: 500000\r\n\r\nabc");
      assertThat(RawResponse.one(client.awaitClose()).closes()).isTrue();
    }
  }

  @Test
  void aChunkedBodyThatNobodyReadsIsDroppedUpToALimit() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", r -> Response.text("no{}")))) {
      var client = http.connect().send(CHUNKED + "3\r\nabc\r\n");
      int length = client.awaitEnd("{}").length();
      client.send("0\r\n\r\n" + CHUNKED);
      client.stream().awaitTaken(2 * length);
      // What comes before the loop hears of the answer's end isn't counted; more than a body may
      // have is too much either way.
      for (int i = 0; i < 40; i++) {
        client.send("ffff\r\n" + "x".repeat(0xffff) + "\r\n");
      }
      client.awaitClose();
      assertThat(RawResponse.all(client.got())).hasSize(2);
    }
  }

  @Test
  void aSlowReaderStopsTheClient() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    Limits limits = Limits.defaults().with(Limits.READ_AHEAD, 16L << 10);
    int size = 1 << 20;
    try (var http =
        HttpFixture.of(
            limits,
            routes ->
                routes.post(
                    "/",
                    r -> {
                      read.await();
                      return Response.text(r.body().readAll().length() + "{}");
                    }))) {
      var client = http.connect().send(POST + "Content-Length: " + size + "\r\n\r\n");
      String part = "x".repeat(8 << 10);
      for (int sent = 0; sent < size; sent += part.length()) {
        client.send(part);
      }
      // The queue's 16 KiB and one read; all else stays with the client.
      assertThat(client.stream().unread()).isGreaterThan(size - (64 << 10));
      read.countDown();
      assertThat(client.awaitEnd("{}")).endsWith(size + "{}");
    }
  }

  @Test
  void aBodyIsEchoedAsItStreamsIn() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r ->
                    Response.stream(
                        MediaType.OCTET_STREAM,
                        sink -> {
                          InputStream in = r.body().asInputStream();
                          byte[] buffer = new byte[100];
                          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            sink.write(buffer, 0, n);
                            sink.flush();
                          }
                        })))) {
      var client = http.connect().send(CHUNKED);
      for (int i = 0; i < 10; i++) {
        client.send("2\r\n0" + i + "\r\n");
        client.awaitEnd("2\r\n0" + i + "\r\n");
      }
      client.send("0\r\n\r\n");
      assertThat(RawResponse.one(client.awaitEnd("\r\n0\r\n\r\n")).body())
          .isEqualTo("00010203040506070809");
    }
  }

  @Test
  void transferToHandsThePartsOnAsTheyCame() throws Exception {
    CountDownLatch allCame = new CountDownLatch(1);
    List<Integer> writes = new ArrayList<>();
    ByteArrayOutputStream target =
        new ByteArrayOutputStream() {
          @Override
          public void write(byte[] source, int from, int length) {
            writes.add(length);
            super.write(source, from, length);
          }
        };
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  allCame.await();
                  InputStream in = r.body().asInputStream();
                  int first = in.read();
                  long rest = in.transferTo(target);
                  return Response.text((char) first + " and " + rest + ", then " + in.read());
                }))) {
      var client = http.connect().send(CHUNKED + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
      http.door().loop().run(allCame::countDown);
      assertThat(RawResponse.one(client.awaitEnd("-1")).body()).isEqualTo("a and 6, then -1");
    }
    assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("bcdefg");
    assertThat(writes).containsExactly(2, 4);
  }

  @Test
  void transferToNeverTakesAPartForTheWhole() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  try {
                    return Response.text("" + r.body().asInputStream().transferTo(target));
                  } catch (Exception e) {
                    seen.complete(e);
                    throw e;
                  }
                }))) {
      var client = http.connect().send(POST + "Content-Length: 5\r\n\r\nabc");
      client.stream().finish();
      assertThat(seen.get(30, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
      assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("abc");
    }
  }

  @Test
  void aReaderIsToldThatTheClientHasGone() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<ExchangeOutcome> outcome = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  r.onEnd(outcome::complete);
                  begun.countDown();
                  try {
                    r.body().readAll();
                  } catch (Exception e) {
                    seen.complete(e);
                    throw e;
                  }
                  return Response.ok();
                }))) {
      var client = http.connect().send(POST + "Content-Length: 5\r\n\r\nabc");
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue(); // else it isn't even called
      client.stream().resetByPeer();
      assertThat(seen.get(30, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
      assertThat(outcome.get(30, TimeUnit.SECONDS).failure())
          .isInstanceOf(ClientGoneException.class);
      assertThat(outcome.get().status()).isZero();
    }
  }

  @Test
  void aBodyReadAfterTheEndReadsAsEnded() throws Exception {
    CompletableFuture<Request> kept = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  r.onEnd(outcome -> kept.complete(r));
                  return Response.text("{}");
                }))) {
      var client = http.connect().send(POST + "Content-Length: 5\r\n\r\nhello");
      client.awaitEnd("{}");
      Request request = kept.get(30, TimeUnit.SECONDS);
      assertThat(request.body().readAll()).isEqualTo(Bytes.empty());
      assertThat(request.header("host")).isEqualTo("a");
    }
  }

  @Test
  void theLimitHoldsForTheRouteAndWhileStreaming() throws Exception {
    Limits small = Limits.defaults().with(Limits.MAX_BODY, 10L);
    try (var http =
        HttpFixture.of(routes ->
            routes
                .post("/", Http1BodyTest::echo)
                .group("/small", g -> g.limits(small).post("/", Http1BodyTest::echo)))) {
      var client = http.connect().send(POST + "Content-Length: 11\r\n\r\nhello world");
      assertThat(client.awaitEnd("}")).endsWith("hello world{}");
      String head = "POST /small/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      client.send(head + "8\r\nabcdefgh\r\n8\r\nabcdefgh\r\n0\r\n\r\n");
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::status)
          .containsExactly(200, 413);
    }
  }

  @Test
  void aChunkBeyondTheLimitIsRefusedByItsSizeBeforeItComes() throws Exception {
    Limits small = Limits.defaults().with(Limits.MAX_BODY, 10L);
    try (var http =
        HttpFixture.of(routes ->
            routes.group("/small", g -> g.limits(small).post("/", Http1BodyTest::echo)))) {
      String head = "POST /small/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (String chunks :
          new String[] {"b\r\n", "fffffffffffffff;x\r\n", "8\r\nabcdefgh\r\n3\r\n"}) {
        var client = http.connect().send(head + chunks);
        assertThat(RawResponse.all(client.awaitClose()))
            .as(chunks)
            .extracting(RawResponse::status)
            .containsExactly(413);
      }
    }
  }
}
