package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Both versions on one port: the first bytes decide, however they come. */
class VersionDetectorTest {
  private static void routes(HttpRoutes routes) {
    routes.any("/", request -> Response.text(request.version().toString()));
  }

  private static String text(Client client) {
    return new String(client.stream().taken(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aTrickledPrefaceIsHttp2() throws Exception {
    try (var http = Http2Fixture.onLoop(VersionDetectorTest::routes)) {
      Client client = http.silent();
      byte[] all =
          (Frame.PREFACE
                  + new String(
                      Frame.bytes(Frame.settings(), get(1, "/")), StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
      for (byte octet : all) {
        client.stream().send(new byte[] {octet});
      }
      assertThat(client.answer(1).body()).isEqualTo("HTTP/2");
    }
  }

  @Test
  void requestsOfHttp1AreServedWhereverTheyAreCut() throws Exception {
    for (String method : new String[] {"GET", "POST", "PROPFIND", "PRI"}) {
      String request = method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
      try (var http = Http2Fixture.onLoop(VersionDetectorTest::routes)) {
        for (int cut = 0; cut < request.length(); cut++) {
          Client client = http.silent();
          client.raw(request.substring(0, cut)).raw(request.substring(cut));
          assertThat(text(client)).startsWith("HTTP/1.1 200").endsWith("HTTP/1.1");
        }
      }
    }
  }

  @Test
  void whatOnlyStartsAsThePrefaceIsRefused() throws Exception {
    try (var http = Http2Fixture.onLoop(VersionDetectorTest::routes)) {
      Client other = http.silent().raw("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
      assertThat(text(other)).startsWith("HTTP/1.1 505");
      Client ended = http.silent().raw("PRI * HT");
      ended.stream().finish();
      ended.stream().awaitTaken(bytes -> ended.stream().sawEnd());
      assertThat(text(ended)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosedInTime() throws Exception {
    try (var http = Http2Fixture.onLoop(VersionDetectorTest::routes)) {
      Client silent = http.silent();
      Client started = http.silent().raw("PRI");
      Client greeted = http.silent().raw(Frame.PREFACE);
      http.advance(Duration.ofSeconds(11));
      silent.stream().awaitTaken(bytes -> silent.stream().sawEnd());
      started.stream().awaitTaken(bytes -> started.stream().sawEnd());
      http.advance(Duration.ofSeconds(60));
      greeted.awaitEnd();
    }
  }

  @Test
  void atShutdownWhatIsOnItsWayIsServedByEitherVersion() throws Exception {
    try (var http = Http2Fixture.onLoop(VersionDetectorTest::routes)) {
      Client first = http.silent();
      Client second = http.silent();
      Client silent = http.silent();
      http.door().drain();
      first.raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(text(first)).contains("Connection: close").endsWith("HTTP/1.1");
      second.raw(Frame.PREFACE).send(Frame.settings(), get(1, "/"));
      assertThat(second.answer(1).body()).isEqualTo("HTTP/2");
      http.advance(Duration.ofSeconds(2));
      second.awaitEnd();
      assertThat(silent.stream().sawEnd()).isTrue();
    }
  }
}
