package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import dev.weir.testkit.http.RawClient;
import dev.weir.testkit.http.RawResponse;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What hostile and odd clients send, over real sockets: the right answer, and never a request where
 * there was none. The cases are those of public suites (Http11Probe) and of attacks that other
 * servers fell for.
 */
class HostileRequestsIT extends OnBothTransports {
  private static final String BEHIND =
      "GET /echo HTTP/1.1\r\nHost: a\r\nX-Behind: yes\r\nConnection: close\r\n\r\n";

  private static final String RESET = "<reset>";

  private static RunningServer conformance;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    conformance.close();
  }

  static Stream<WireCase> heads() {
    return HeadCases.all().stream();
  }

  static Stream<WireCase> bodies() {
    return BodyCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("heads")
  void headsAreServedOrRefused(WireCase sent) throws IOException {
    check(sent);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void bodiesAreServedOrRefused(WireCase sent) throws IOException {
    check(sent);
  }

  private static void check(WireCase sent) throws IOException {
    try (RawClient client = RawClient.connect(conformance.address())) {
      client.send(sent.bytes());
      client.send(BEHIND);
      for (int status : sent.statuses()) {
        RawResponse answer = client.read();
        assertThat(answer.status()).as("%s", answer.text()).isEqualTo(status);
        assertThat(answer.text()).doesNotContain("x-smuggled");
        checkAnswer(answer);
      }
      if (sent.goesOn()) {
        RawResponse behind = client.read();
        assertThat(behind.status()).isEqualTo(200);
        assertThat(behind.text()).contains("x-behind: yes");
      }
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  private static void checkAnswer(RawResponse answer) {
    assertThat(answer.headers("Date")).hasSize(1);
    assertThat(answer.header("Date"))
        .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    if (answer.status() == 204) {
      assertThat(answer.header("Content-Length")).isNull();
    }
    if (answer.status() == 405 || answer.status() == 204) {
      assertThat(answer.header("Allow")).contains("GET, HEAD");
    } else if (answer.status() >= 400) {
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text()).doesNotContain("dev.weir", "Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nX-Test: value",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
      })
  void whatBreaksOffIsNeverAnsweredAsAWhole(String sent) throws IOException {
    try (RawClient client = RawClient.connect(conformance.address())) {
      client.send(sent);
      client.finish();
      String got = readToEndOrReset(client);
      // The echo of a body may have begun: then a reset says that it isn't whole.
      boolean refused = got.startsWith("HTTP/1.1 400 ");
      assertThat(refused || (sent.startsWith("POST") && got.endsWith(RESET))).as(got).isTrue();
    }
  }

  private static String readToEndOrReset(RawClient client) throws IOException {
    StringBuilder got = new StringBuilder();
    try {
      for (int octet; (octet = client.readByte()) >= 0; ) {
        got.append((char) octet);
      }
      return got.toString();
    } catch (SocketException e) {
      return got + RESET;
    }
  }

  @Test
  void aHeadHasNoBodyThoughItsRequestHas() throws IOException {
    try (RawClient client = RawClient.connect(conformance.address())) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + BEHIND);
      RawResponse head = client.readToHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("2");
      assertThat(client.read().text()).contains("x-behind: yes");
    }
  }

  @Test
  void cookiesAreGivenAsTheyCame() throws IOException {
    List<String> sent = List.of("foo=bar", "a=1; b=2; c=3", "foo=", "a=hello world; b=x=y");
    for (String cookie : sent) {
      try (RawClient client = RawClient.connect(conformance.address())) {
        client.send("GET /echo HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n");
        assertThat(client.read().text()).contains("cookie: " + cookie + "\n");
      }
    }
  }

  @Test
  void theEchoIsWhatWasSent() throws IOException {
    try (RawClient client = RawClient.connect(conformance.address())) {
      client.send(WireCase.chunks("5;ext=value\r\nhello\r\n6\r\n world\r\n0\r\nX-T: v\r\n\r\n"));
      assertThat(client.read().text()).isEqualTo("hello world");
      client.send(WireCase.post(WireCase.FIVE, "hello"));
      assertThat(client.read().text()).isEqualTo("hello");
    }
  }
}
