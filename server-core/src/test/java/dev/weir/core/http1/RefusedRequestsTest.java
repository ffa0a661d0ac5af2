package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.http.Response;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, byte by byte: the right status, a problem document, and the end. */
class RefusedRequestsTest {
  private static final String LINE = "POST / HTTP/1.1\r\n";
  private static final String HOST = "Host: a\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  /** Sends it with another request right behind, and checks that only the refusal comes back. */
  private static void refused(int status, String request) throws Exception {
    refused(status, request, Limits.defaults());
  }

  private static void refused(int status, String request, Limits limits) throws Exception {
    AtomicInteger handled = new AtomicInteger();
    try (var http =
        HttpFixture.onLoop(
            limits,
            routes ->
                routes
                    .any("/", r -> Response.text(r.body().readText()))
                    .get(
                        "/smuggled",
                        r -> {
                          handled.incrementAndGet();
                          return Response.ok();
                        }))) {
      var client = http.connect().send(request + SMUGGLED);
      RawResponse response = RawResponse.one(client.awaitClose());
      assertThat(response.status()).as(response.body()).isEqualTo(status);
      assertThat(response.closes()).isTrue();
      assertThat(response.fields()).containsEntry("content-type", "application/problem+json");
      assertThat(response.body()).contains("\"status\":" + status, "\"detail\":");
      assertThat(handled).as("requests that slipped through").hasValue(0);
    }
  }

  private static String text(String escaped) {
    return escaped.translateEscapes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\\nHost: a\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\n",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: y\\n\\r\\n",
        "\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: y\\rZ: 1\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\rX\\r\\n\\r\\n"
      })
  void linesThatDontEndInCrLfAreRefused(String request) throws Exception {
    refused(400, text(request));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\\r\\n",
        "GET /\\r\\n\\r\\n",
        "GET / \\r\\n\\r\\n",
        "GET  / HTTP/1.1\\r\\n",
        "GET /  HTTP/1.1\\r\\n",
        "GET / HTTP/1.1 \\r\\n",
        " GET / HTTP/1.1\\r\\n",
        "GET\\t/ HTTP/1.1\\r\\n",
        "G@T / HTTP/1.1\\r\\n",
        "/ HTTP/1.1\\r\\n",
        "GET /\\0 HTTP/1.1\\r\\n",
        "GET /\\177 HTTP/1.1\\r\\n",
        "GET /\\351 HTTP/1.1\\r\\n",
        "GET /#x HTTP/1.1\\r\\n",
        "GET /\\\\x HTTP/1.1\\r\\n",
        "GET /?a|b HTTP/1.1\\r\\n",
        "GET /?{} HTTP/1.1\\r\\n",
        "GET /<> HTTP/1.1\\r\\n",
        "GET /^` HTTP/1.1\\r\\n",
        "GET /\"x\" HTTP/1.1\\r\\n",
        "GET /\\t HTTP/1.1\\r\\n",
        "GET x HTTP/1.1\\r\\n",
        "GET * HTTP/1.1\\r\\n",
        "GET / http/1.1\\r\\n",
        "GET / HTTP/1\\r\\n",
        "GET / HTTP/11\\r\\n",
        "GET / HTTP/1.10\\r\\n",
        "GET / HTTP/01.1\\r\\n",
        "GET / HTTP/1,1\\r\\n",
        "GET / HTTP 1.1\\r\\n",
        "GET / XTTP/1.1\\r\\n",
        "\\26\\3\\1\\2\\0\\1\\0\\1"
      })
  void malformedRequestLinesAreRefused(String line) throws Exception {
    refused(400, text(line) + HOST + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/0.0", "HTTP/3.0", "HTTP/9.9", "HTTP/2.1"})
  void otherVersionsAreRefused(String version) throws Exception {
    refused(505, "GET / " + version + "\r\n" + HOST + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " X: y",
        "\\tX: y",
        "X : y",
        "X\\t: y",
        ": y",
        "X",
        "X y",
        "X(: y",
        "X\\0: y",
        "X\\351: y",
        "X: y\\0",
        "X: \\1",
        "X: y\\177",
        "X: y\\13",
        "X: y\\r\\n folded",
        "X: y\\r\\n\\tfolded",
        "\"X\": y"
      })
  void malformedFieldsAreRefused(String field) throws Exception {
    refused(400, "GET / HTTP/1.1\r\n" + HOST + text(field) + "\r\n\r\n");
    refused(400, "GET / HTTP/1.1\r\n" + text(field) + "\r\n" + HOST + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: a\\r\\nHost: a\\r\\n",
        "Host: a\\r\\nhost: b\\r\\n",
        "Host:\\r\\n",
        "Host: \\r\\n",
        "Host: a b\\r\\n",
        "Host: a,b\\r\\nHost: a\\r\\n",
        "Host: a/b\\r\\n",
        "Host: u@a\\r\\n",
        "Host: a:x\\r\\n",
        "Host: a:99999\\r\\n",
        "Host: a:1:2\\r\\n",
        "Host: :80\\r\\n",
        "Host: [::1\\r\\n",
        "Host: [::1]x\\r\\n",
        "Host: [zz]\\r\\n",
        "Host: a[1]\\r\\n",
        "Host: a%2\\r\\n",
        "Host: \\351\\r\\n"
      })
  void missingDoubledOrMalformedHostsAreRefused(String hosts) throws Exception {
    refused(400, "GET / HTTP/1.1\r\n" + text(hosts) + "\r\n");
  }

  @Test
  void aHostUnlikeTheTargetsIsRefused() throws Exception {
    refused(400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(400, "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+5",
        "-5",
        "5,6",
        "5,5",
        "5 5",
        "0x5",
        "5.0",
        "",
        "99999999999999999999",
        "5;",
        "V",
        "9223372036854775808",
        "\\262"
      })
  void malformedContentLengthsAreRefused(String length) throws Exception {
    refused(400, LINE + HOST + "Content-Length: " + text(length) + "\r\n\r\nhello");
  }

  @Test
  void doubledContentLengthsAreRefused() throws Exception {
    refused(400, LINE + HOST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello");
    refused(400, LINE + HOST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
  }

  @Test
  void contentLengthWithTransferEncodingIsRefused() throws Exception {
    String chunked = "Transfer-Encoding: chunked\r\n";
    String length = "Content-Length: 5\r\n";
    refused(400, LINE + HOST + length + chunked + "\r\n0\r\n\r\n");
    refused(400, LINE + HOST + chunked + length + "\r\n0\r\n\r\n");
    refused(400, "POST / HTTP/1.0\r\n" + HOST + chunked + length + "\r\n0\r\n\r\n");
    refused(400, "POST / HTTP/1.0\r\n" + HOST + chunked + "\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|gzip",
        "400|identity",
        "501|gzip, chunked",
        "501|identity, chunked",
        "501|gzip;q=1, chunked",
        "400|xchunked",
        "400|chunkedx",
        "400|chunked, identity",
        "400|chunked, chunked",
        "400|chunked, gzip",
        "400|chunked;x=y",
        "400|chunked ;x",
        "400|,chunked",
        "400|chunked,"
      })
  void transferCodingsOtherThanChunkedAreRefused(int status, String coding) throws Exception {
    refused(status, LINE + HOST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
  }

  @Test
  void aDoubledContentTypeIsRefused() throws Exception {
    String length = "Content-Length: 5\r\n";
    String type = "Content-Type: text/plain\r\ncontent-type: text/html\r\n";
    refused(400, LINE + HOST + length + type + "\r\nhello");
  }

  @Test
  void transferCodingsAreReadOverAllLines() throws Exception {
    String chunked = "Transfer-Encoding: chunked\r\n";
    refused(400, LINE + HOST + chunked + chunked + "\r\n0\r\n\r\n");
    refused(501, LINE + HOST + "Transfer-Encoding: x\r\n" + chunked + "\r\n0\r\n\r\n");
    refused(400, LINE + HOST + "Transfer-Encoding:\r\n" + "\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\\nhello\\r\\n0\\r\\n\\r\\n",
        "5\\r\\nhello0\\r\\n\\r\\n",
        "5\\r\\nhello\\n0\\r\\n\\r\\n",
        "5\\r\\nhello\\r0\\r\\n\\r\\n",
        "5\\r\\nhello!\\r\\n0\\r\\n\\r\\n",
        "+5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "-5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        " 5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5 \\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5 5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "g\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        ";x\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;\\0\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;x\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;x=\"y\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;x=\"y\\nz\"\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;x=\"\\\\\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5\\rhello\\r\\n0\\r\\n\\r\\n",
        "ffffffffffffffff\\r\\nhello",
        "10000000000000005\\r\\nhello",
        "00000000000000005\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\nX\\r\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\nX: y\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\n X: y\\r\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\nContent-Length: 5\\r\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "5;\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;;=\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a=\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a=b \\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;=b\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a b\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a=b=c\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a=\"b\"c\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;a=\"b\" \\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5;\"a\"\\r\\nhello\\r\\n0\\r\\n\\r\\n",
        "5\\r\\nhello\\r\\n0\\r\\nHost: b\\r\\n\\r\\n"
      })
  void malformedChunkedBodiesAreRefused(String body) throws Exception {
    refused(400, LINE + HOST + "Transfer-Encoding: chunked\r\n\r\n" + text(body));
  }

  @Test
  void chunksWhoseFramingOutweighsTheirDataAreRefused() throws Exception {
    String extension = ";" + "x".repeat(1_000);
    String chunks = ("1" + extension + "\r\na\r\n").repeat(20);
    refused(400, LINE + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
  }

  @Test
  void limitsOfTheHeadAreHeld() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_REQUEST_LINE, 100L)
            .with(Limits.MAX_HEADERS, 5)
            .with(Limits.MAX_HEADER_BYTES, 300L);
    refused(414, "GET /" + "a".repeat(100) + " HTTP/1.1\r\n" + HOST + "\r\n", limits);
    refused(400, "G".repeat(200), limits);
    refused(414, "GET /" + "a".repeat(200), limits);
    refused(431, "GET / HTTP/1.1\r\n" + HOST + "a: b\r\n".repeat(5) + "\r\n", limits);
    refused(431, "GET / HTTP/1.1\r\n" + HOST + "a: " + "b".repeat(300) + "\r\n\r\n", limits);
    refused(431, "GET / HTTP/1.1\r\n" + HOST + "b".repeat(400), limits);
  }

  @Test
  void limitsOfTheHeadAreExact() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_REQUEST_LINE, 100L)
            .with(Limits.MAX_HEADERS, 2)
            .with(Limits.MAX_HEADER_BYTES, 300L);
    try (var http = HttpFixture.onLoop(limits, routes -> routes.any("/", r -> Response.ok()))) {
      String line = "GET /?" + "a".repeat(100 - "GET /? HTTP/1.1".length()) + " HTTP/1.1\r\n";
      String field = "x: " + "y".repeat(300 - HOST.length() - "x: \r\n\r\n".length()) + "\r\n";
      var client = http.connect().send(line + HOST + field + "\r\n");
      assertThat(RawResponse.one(client.got()).status()).isEqualTo(200);
    }
  }

  @Test
  void bodiesBeyondTheLimitAreRefused() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_BODY, 10L);
    refused(413, LINE + HOST + "Content-Length: 11\r\n\r\n", limits);
    refused(
        413,
        LINE + HOST + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n",
        limits);
  }

  @Test
  void expectationsOtherThanContinueAreRefused() throws Exception {
    refused(417, LINE + HOST + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello");
    refused(417, LINE + HOST + "Expect: 100-continue, x\r\nContent-Length: 5\r\n\r\nhello");
    refused(417, LINE + HOST + "Expect: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  }

  @Test
  void connectIsRefused() throws Exception {
    refused(501, "CONNECT a:443 HTTP/1.1\r\n" + HOST + "\r\n");
  }

  @Test
  void aHeadThatEndsEarlyIsRefused() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send("GET / HTTP/1.1\r\nHo");
      client.stream().finish();
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(400);
    }
  }

  @Test
  void aBodyThatEndsEarlyIsRefused() throws Exception {
    try (var http =
        HttpFixture.onLoop(routes -> routes.post("/", r -> Response.text(r.body().readText())))) {
      var client = http.connect().send(LINE + HOST + "Content-Length: 5\r\n\r\nhel");
      client.stream().finish();
      assertThat(RawResponse.one(client.awaitClose()).status()).isEqualTo(400);
    }
  }

  @Test
  void oneEmptyLineBeforeARequestIsTolerated() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.text("ok")))) {
      String request = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
      var client = http.connect().send(request + request);
      assertThat(RawResponse.all(client.got()))
          .extracting(RawResponse::status)
          .containsExactly(200, 200);
    }
  }
}
