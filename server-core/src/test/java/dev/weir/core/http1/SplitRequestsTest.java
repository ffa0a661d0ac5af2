package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.MediaType;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a request is cut into pieces, the answer is the same, byte for byte. */
class SplitRequestsTest {
  private static final String HOST = "Host: example.org\r\n";

  /** So many of the corpus are answered, and leave the connection open. */
  static final int SERVED = 8;

  static List<String> corpus() {
    return List.of(
        "GET / HTTP/1.1\r\n" + HOST + "\r\n",
        "\r\nGET /?q=1 HTTP/1.1\r\n" + HOST + "Accept:\t*/* \r\nX-Empty:\r\n\r\n",
        "HEAD / HTTP/1.1\r\n" + HOST + "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n",
        "POST / HTTP/1.1\r\n"
            + HOST
            + "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n"
            + HOST
            + "\r\n",
        "POST / HTTP/1.1\r\n"
            + HOST
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "5;a=b;c=\"d\\\"e\"\r\nhello\r\n00a \t;x\r\n0123456789\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n"
            + "DELETE / HTTP/1.1\r\n"
            + HOST
            + "\r\n",
        "GET http://example.org/%41?x HTTP/1.1\r\n" + HOST + "\r\n",
        "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
        "GET / HTTP/1.2\r\n" + HOST + "\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n",
        "GET /\u0001 HTTP/1.1\r\n" + HOST + "\r\n",
        "GET / HTTP/2.0\r\n" + HOST + "\r\n",
        "GET / HTTP/1.1\n" + HOST + "\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "A : b\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "A: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "a: b\r\n".repeat(200) + "\r\n",
        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n",
        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n",
        "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 99999999\r\n\r\nhello");
  }

  static void routes(HttpRoutes routes) {
    routes.any("/{rest...}", SplitRequestsTest::answer);
  }

  private static Response answer(Request request) throws Exception {
    byte[] body = request.body().readAll().toByteArray();
    return Response.bytes(
        MediaType.TEXT,
        dev.weir.Bytes.utf8(
            request
                + " "
                + request.path()
                + " "
                + request.query()
                + " "
                + request.headers()
                + " "
                + new String(body, java.nio.charset.StandardCharsets.UTF_8)
                + " "
                + request.body().trailers()));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void aRequestInTwoPiecesGetsTheSameAnswer(String request) throws Exception {
    try (var http = HttpFixture.onLoop(SplitRequestsTest::routes)) {
      var whole = http.connect().send(request);
      whole.stream().finish();
      String expected = whole.awaitClose();
      assertThat(expected).isNotEmpty();
      // The long ones are cut at some thousand places at most.
      int step = Math.max(1, request.length() / 2_000);
      for (int at = 1; at < request.length(); at += step) {
        var split = http.connect().send(request.substring(0, at)).send(request.substring(at));
        split.stream().finish();
        assertThat(split.awaitClose()).as("split at %d", at).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void aRequestByteByByteGetsTheSameAnswer(String request) throws Exception {
    try (var http = HttpFixture.onLoop(SplitRequestsTest::routes)) {
      var whole = http.connect().send(request);
      whole.stream().finish();
      var trickled = http.connect();
      for (int i = 0; i < request.length(); i++) {
        trickled.send(request.substring(i, i + 1));
      }
      trickled.stream().finish();
      assertThat(trickled.awaitClose()).isEqualTo(whole.awaitClose());
    }
  }
}
