package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a request's target (RFC 9112, section 3.2), and the versions (section 2.3). */
class RequestTargetsTest {
  private static void routes(HttpRoutes routes) {
    routes.any("/{rest...}", RequestTargetsTest::seen);
  }

  private static Response seen(Request r) {
    return Response.text(
        r.version() + " " + r.authority() + " " + r.path() + " " + r.query() + " " + r.target());
  }

  private static RawResponse answer(Limits limits, String requestLine, String host)
      throws Exception {
    try (var http = HttpFixture.onLoop(limits, RequestTargetsTest::routes)) {
      var client =
          http.connect().send(requestLine + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return RawResponse.one(client.awaitClose());
    }
  }

  private static RawResponse answer(String requestLine, String host) throws Exception {
    return answer(Limits.defaults(), requestLine, host);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/x?y,      a.example,      a.example /x y",
    "HTTP://A.example/x,        a.example,      A.example /x ''",
    "http://a.example:80/x,     a.example,      a.example:80 /x ''",
    "http://a.example/x,        a.example:80,   a.example /x ''",
    "http://a.example:/x,       a.example,      a.example: /x ''",
    "http://a.example:8080/x,   a.example:8080, a.example:8080 /x ''",
    "http://[::1]:8080/x,       [::1]:8080,     [::1]:8080 /x ''",
    "http://a.example?y,        a.example,      a.example / y",
    "http://a.example,          a.example,      a.example / ''",
    "/http://b/x,               a.example,      a.example /http://b/x ''",
    "//b/x,                     a.example,      a.example //b/x ''"
  })
  void theAbsoluteFormIsTaken(String target, String host, String expected) throws Exception {
    assertThat(answer("GET " + target + " HTTP/1.1", host).body())
        .isEqualTo("HTTP/1.1 " + expected.replace("''", "") + " " + target);
  }

  @ParameterizedTest
  @CsvSource({
    "http://b/,           a",
    "http://a:81/,        a",
    "http://a/,           a:81",
    "http://a:443/,       a:80",
    "http://a/,           a:443",
    "http://a:443/,       a",
    "http://a.b/,         a",
    "http://u@a/,         a",
    "http://a:/,          b",
    "http:///x,           a",
    "http://:80/x,        a",
    "http://[::1/,        [::1]",
    "http://[1]/,         a",
    "http://a%2/,         a",
    "http://a:99999/,     a",
    "http:a,              a",
    "ftp://a/,            a",
    "a:80,                a"
  })
  void anAbsoluteFormUnlikeTheHostOrMalformedIsRefused(String target, String host)
      throws Exception {
    assertThat(answer("GET " + target + " HTTP/1.1", host).status()).isEqualTo(400);
  }

  @Test
  void anHttpsTargetWithoutTlsIsMisdirected() throws Exception {
    RawResponse answer = answer("GET https://a/ HTTP/1.1", "a");
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).contains("has no TLS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?a|b", "/?{\"x\":[1]}", "/a^b`c", "/<b>", "/a\\b"})
  void charactersThatAUriHasPercentEncodedAreTakenIfAllowed(String target) throws Exception {
    String line = "GET " + target + " HTTP/1.1";
    Limits allowed = Limits.defaults().with(Limits.ALLOW_UNENCODED_TARGETS, true);
    assertThat(answer(allowed, line, "a").body()).endsWith(" " + target);
    assertThat(answer(allowed, "GET /#x HTTP/1.1", "a").status()).isEqualTo(400);
    assertThat(answer(line, "a").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?a[]=1", "/a;b=c,d", "/~a!$&'()*+", "/a:b@c", "/?a?b/c"})
  void charactersOfUrisAreTaken(String target) throws Exception {
    assertThat(answer("GET " + target + " HTTP/1.1", "a").body()).endsWith(" " + target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "CONNECT", "FOO"})
  void theAsteriskIsForOptionsAlone(String method) throws Exception {
    assertThat(answer(method + " * HTTP/1.1", "a").status())
        .isEqualTo(method.equals("CONNECT") ? 501 : 400);
    assertThat(answer("OPTIONS * HTTP/1.1", "a").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.2", "HTTP/1.9"})
  void aHigherMinorVersionIsTakenAsTheHighestKnown(String version) throws Exception {
    try (var http = HttpFixture.onLoop(RequestTargetsTest::routes)) {
      var client = http.connect().send("GET / " + version + "\r\nHost: a\r\n\r\n");
      String got = client.got();
      assertThat(got).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nHTTP/1.1 a /  /");
      assertThat(client.stream().sawEnd()).isFalse();
    }
  }

  @Test
  void methodsAreComparedWithCase() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.get("/", r -> Response.ok()))) {
      var client = http.connect().send("get / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      RawResponse answer = RawResponse.one(client.awaitClose());
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.fields()).containsEntry("allow", "GET, HEAD, OPTIONS");
    }
  }
}
