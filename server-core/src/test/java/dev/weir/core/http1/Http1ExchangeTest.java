package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers, byte by byte. */
class Http1ExchangeTest {
  private static final String SERVER_AND_DATE =
      "Server: Weir\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
  private static final String TEXT =
      "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\n" + SERVER_AND_DATE;

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void getIsAnsweredOnTheLoop() {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("Hello")))) {
      var client = http.connect().send(get("/"));
      assertThat(client.got()).isEqualTo(TEXT + "Content-Length: 5\r\n\r\nHello");
    }
  }

  @Test
  void getIsAnsweredOnAVirtualThread() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.get("/", r -> Response.text("Hello")))) {
      var client = http.connect().send(get("/"));
      assertThat(client.awaitEnd("Hello")).isEqualTo(TEXT + "Content-Length: 5\r\n\r\nHello");
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.awaitClose())
          .endsWith(TEXT + "Content-Length: 5\r\nConnection: close\r\n\r\nHello");
    }
  }

  @Test
  void headIsAnsweredWithoutABody() {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("Hello")))) {
      var client = http.connect().send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.got()).isEqualTo(TEXT + "Content-Length: 5\r\n\r\n");
    }
  }

  @Test
  void headOfAStreamNeverRunsItsWriter() {
    try (var http =
        HttpFixture.onLoop(routes ->
            routes.get(
                "/",
                r ->
                    Response.stream(
                        MediaType.TEXT,
                        sink -> {
                          throw new AssertionError("Nobody asked for the body");
                        })))) {
      var client = http.connect().send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.got()).isEqualTo(TEXT + "\r\n");
    }
  }

  @Test
  void noContentHasNoFraming() {
    try (var http =
        HttpFixture.onLoop(routes ->
            routes
                .get("/204", r -> Response.text("dropped").withStatus(204))
                .get("/304", r -> Response.status(304))
                .get("/205", r -> Response.status(205)))) {
      var client = http.connect().send(get("/204") + get("/304") + get("/205"));
      assertThat(RawResponse.all(client.got()))
          .extracting(r -> r.status() + " " + r.fields().get("content-length"))
          .containsExactly("204 null", "304 null", "205 0");
    }
  }

  @Test
  void emptyAnswersSayThatTheyAreEmpty() {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send(get("/"));
      assertThat(RawResponse.one(client.got()).fields()).containsEntry("content-length", "0");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http = fixture(onLoop)) {
        StringBuilder requests = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          requests.append(get("/n/" + i));
          expected.add("" + i);
        }
        var client = http.connect().send(requests.toString());
        assertThat(RawResponse.all(client.awaitEnd("\r\n\r\n199")))
            .extracting(RawResponse::body)
            .isEqualTo(expected);
      }
    }
  }

  private static HttpFixture fixture(boolean onLoop) {
    return onLoop
        ? HttpFixture.onLoop(
            routes -> routes.get("/n/{n}", r -> Response.text(r.pathParameter("n"))))
        : HttpFixture.of(routes -> routes.get("/n/{n}", r -> Response.text(r.pathParameter("n"))));
  }

  @Test
  void eachRequestHasItsOwnHostThoughTheLastOneIsRemembered() throws Exception {
    try (var http =
        HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text(r.authority())))) {
      StringBuilder requests = new StringBuilder();
      for (String host : List.of("a", "a", "b", "A", "a:80", "a", "[::1]", "[::1]")) {
        requests.append("GET / HTTP/1.1\r\nHost: ").append(host).append("\r\n\r\n");
      }
      requests.append("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n");
      List<RawResponse> answers =
          RawResponse.all(http.connect().send(requests.toString()).awaitClose());
      assertThat(answers.subList(0, 8))
          .extracting(RawResponse::body)
          .containsExactly("a", "a", "b", "A", "a:80", "a", "[::1]", "[::1]");
      assertThat(answers.get(8).status()).isEqualTo(400);
    }
  }

  @Test
  void pipelinedRequestsBehindAFinAreAnswered() throws Exception {
    for (boolean onLoop : new boolean[] {true, false}) {
      try (var http = fixture(onLoop)) {
        var client = http.connect().send(get("/n/1") + get("/n/2") + get("/n/3"));
        client.stream().finish();
        assertThat(RawResponse.all(client.awaitClose()))
            .extracting(RawResponse::body)
            .containsExactly("1", "2", "3");
      }
    }
  }

  @Test
  void anIdleConnectionEndsWithTheClientsFin() {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect();
      client.stream().finish();
      client.stream().awaitClosed();
      assertThat(client.got()).isEmpty();
    }
  }

  @Test
  void http10ClosesUnlessAskedToKeep() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("x")))) {
      assertThat(http.connect().send("GET / HTTP/1.0\r\n\r\n").awaitClose())
          .endsWith("Connection: close\r\n\r\nx");
      var client = http.connect().send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(client.got()).endsWith("Connection: keep-alive\r\n\r\nx");
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.awaitClose()).endsWith("Connection: close\r\n\r\nx");
    }
  }

  @Test
  void streamsAreChunkedAndForHttp10EndWithTheConnection() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r ->
                    Response.stream(
                        MediaType.TEXT,
                        sink -> {
                          sink.write("Hello".getBytes(StandardCharsets.US_ASCII), 0, 5);
                          sink.flush();
                          sink.write(Bytes.utf8(", World"));
                          sink.trailer("x-sum", "12");
                        })))) {
      var client = http.connect().send(get("/"));
      assertThat(client.awaitEnd("0\r\nx-sum: 12\r\n\r\n"))
          .isEqualTo(
              TEXT
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + "5\r\nHello\r\n7\r\n, World\r\n0\r\nx-sum: 12\r\n\r\n");
      assertThat(http.connect().send("GET / HTTP/1.0\r\n\r\n").awaitClose())
          .isEqualTo(TEXT + "Connection: close\r\n\r\nHello, World");
    }
  }

  @Test
  void streamsOfAKnownLengthAreHeldToIt() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get("/right", r -> streamed(5))
                .get("/less", r -> streamed(6))
                .get("/more", r -> streamed(4))
                .get("/late", r -> streamed(500_000)))) {
      assertThat(http.connect().send(get("/right")).awaitEnd("Hello"))
          .contains("Content-Length: 5\r\n");
      // Nothing had been sent when the mistake was seen.
      assertThat(http.connect().send(get("/less")).awaitEnd("}")).contains("500 Internal");
      assertThat(http.connect().send(get("/more")).awaitEnd("}")).contains("500 Internal");
    }
  }

  private static Response streamed(long length) {
    return Response.ok()
        .withBody(new ResponseBody.Streamed(length, sink -> sink.write(Bytes.utf8("Hello"))));
  }

  @Test
  void aWriterThatFailsAfterTheHeadCutsTheConnection() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r ->
                    Response.stream(
                        MediaType.TEXT,
                        sink -> {
                          sink.write(Bytes.utf8("Hello"));
                          sink.flush();
                          throw new IllegalStateException("broken");
                        })))) {
      var client = http.connect().send(get("/"));
      client.stream().awaitClosed();
      assertThat(client.stream().sawReset()).isTrue();
      assertThat(client.got()).doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void trailersOfAFixedAnswerAreSent() {
    try (var http =
        HttpFixture.onLoop(routes ->
            routes.get("/", r -> Response.text("Hi").withTrailers(Headers.of("x-sum", "2"))))) {
      var client = http.connect().send(get("/"));
      assertThat(client.got())
          .endsWith("Transfer-Encoding: chunked\r\n\r\n2\r\nHi\r\n0\r\nx-sum: 2\r\n\r\n");
    }
  }

  @Test
  void filesAreSent(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get("/none", r -> Response.file(MediaType.TEXT, folder.resolve("g"), 0, 1))
                .get("/part", r -> Response.file(MediaType.TEXT, file, 2, 5))
                .get("/range", r -> Response.file(MediaType.TEXT, file, 2, 20)))) {
      RawResponse part = RawResponse.one(http.connect().send(get("/part")).awaitEnd("23456"));
      assertThat(part.body()).isEqualTo("23456");
      assertThat(http.connect().send(get("/none")).awaitEnd("}")).startsWith("HTTP/1.1 500");
      assertThat(http.connect().send(get("/range")).awaitEnd("}")).startsWith("HTTP/1.1 500");
      assertThat(
              http.connect().send("HEAD /range HTTP/1.1\r\nHost: a\r\n\r\n").awaitEnd("\r\n\r\n"))
          .startsWith("HTTP/1.1 500");
    }
  }

  @Test
  void failuresTellTheClientNothingOfTheInside() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get(
                    "/boom",
                    r -> {
                      throw new IllegalStateException("secret");
                    })
                .get("/null", r -> null)
                .get(
                    "/known",
                    r -> {
                      throw Problem.of(409, "taken").toException();
                    }))) {
      for (String path : List.of("/boom", "/null")) {
        RawResponse response = RawResponse.one(http.connect().send(get(path)).awaitEnd("}"));
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).contains("\"error\":").doesNotContain("secret", "null");
      }
      RawResponse known = RawResponse.one(http.connect().send(get("/known")).awaitEnd("}"));
      assertThat(known.status()).isEqualTo(409);
      assertThat(known.body()).contains("\"detail\":\"taken\"");
    }
  }

  @Test
  void headersOfAForeignKindAreCheckedOnTheWayOut() throws Exception {
    Headers injecting =
        new Headers() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public String name(int index) {
            return "x";
          }

          @Override
          public String value(int index) {
            return "y\r\nset-cookie: stolen";
          }
        };
    try (var http =
        HttpFixture.onLoop(routes ->
            routes
                .get("/fields", r -> Response.ok().withHeaders(injecting))
                .get("/trailers", r -> Response.text("x").withTrailers(injecting)))) {
      for (String path : List.of("/fields", "/trailers")) {
        RawResponse response = RawResponse.one(http.connect().send(get(path)).got());
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.fields()).doesNotContainKey("set-cookie");
      }
    }
  }

  @Test
  void theServersOwnFieldsCantBeDoubled() {
    try (var http =
        HttpFixture.onLoop(routes ->
            routes.get(
                "/",
                r ->
                    Response.ok()
                        .withHeader(HeaderNames.DATE, "yesterday")
                        .withHeader(HeaderNames.SERVER, "mine")))) {
      assertThat(RawResponse.one(http.connect().send(get("/")).got()).fields())
          .isEqualTo(
              Map.of(
                  "server",
                  "mine",
                  "date",
                  "Thu, 01 Jan 1970 00:00:00 GMT",
                  "content-length",
                  "0"));
    }
  }

  @Test
  void whatTheRequestSaysReachesTheHandler() {
    try (var http =
        HttpFixture.onLoop(routes ->
            routes.on(
                HttpMethod.of("BREW"),
                "/pots/{id}",
                r ->
                    Response.text(
                        String.join(
                            "|",
                            r.method().name(),
                            r.version().toString(),
                            r.scheme(),
                            r.authority(),
                            r.target(),
                            r.path(),
                            r.query(),
                            r.pathParameter("id"),
                            r.queryParameter("q"),
                            r.queryParameters("q").toString(),
                            r.header("ACCEPT"),
                            r.headers().all("x-a").toString(),
                            r.headers().toString()))))) {
      var client =
          http.connect()
              .send(
                  "BREW http://pots.example/pots/a%20b?q=1&q=%C3%A9 HTTP/1.1\r\n"
                      + "host:pots.example:80\r\n"
                      + "accept: \t*/* \t\r\n"
                      + "X-A: 1\r\nx-a:\r\nx-A: 3\r\n\r\n");
      assertThat(
              new String(
                  RawResponse.one(client.got()).body().getBytes(StandardCharsets.ISO_8859_1),
                  StandardCharsets.UTF_8))
          .isEqualTo(
              "BREW|HTTP/1.1|http|pots.example|http://pots.example/pots/a%20b?q=1&q=%C3%A9"
                  + "|/pots/a b|q=1&q=%C3%A9|a b|1|[1, é]|*/*|[1, , 3]"
                  + "|{host: pots.example:80, accept: */*, X-A: 1, x-a: , x-A: 3}");
    }
  }

  @Test
  void pathsThatMatchNothingGetAProblemAndKeepTheConnection() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("x")))) {
      var client =
          http.connect().send(get("/none") + "PUT / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
      assertThat(RawResponse.all(client.awaitEnd("\r\n\r\nx")))
          .extracting(RawResponse::status)
          .containsExactly(404, 405, 200);
    }
  }
}
