package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake (RFC 6455, section 4.2). */
class HandshakeTest {
  private static final HttpHandler ECHO = r -> WebSockets.standard().messages(WebSocket::send);
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  private static final String VERSION = "Sec-WebSocket-Version: 13";

  private static String head(HttpHandler handler, String... fields) throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, handler)) {
      return http.request(fields).awaitHead();
    }
  }

  @Test
  void theKeyIsProvenAsInTheRfcsExample() throws Exception {
    assertThat(head(ECHO, KEY, VERSION))
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
        .contains("upgrade: websocket\r\n", "Connection: upgrade\r\n")
        .doesNotContain("Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Sec-WebSocket-Key: ",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ",
        "Sec-WebSocket-Key: c2hvcnQ=",
        "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ=="
      })
  void aMissingOrMalformedKeyIsRefused(String key) throws Exception {
    assertThat(head(ECHO, key, VERSION)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void twoKeysAreRefused() throws Exception {
    assertThat(head(ECHO, KEY, KEY, VERSION)).startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: y", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Version: 013"})
  void anotherVersionIsToldWhichIsSpoken(String version) throws Exception {
    assertThat(head(ECHO, KEY, version))
        .startsWith("HTTP/1.1 426 ")
        .contains("Sec-WebSocket-Version: 13\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"chat, superchat|superchat", "chat|chat", "x, y|", "CHAT|"})
  void theFirstSubprotocolSpokenHereThatIsAskedForIsTaken(String asked, String chosen)
      throws Exception {
    HttpHandler handler =
        r -> WebSockets.standard().subprotocols("superchat", "chat").messages(WebSocket::send);
    String head = head(handler, KEY, VERSION, "Sec-WebSocket-Protocol: " + asked);
    assertThat(head).startsWith("HTTP/1.1 101 ");
    if (chosen == null) {
      assertThat(head).doesNotContain("Sec-WebSocket-Protocol");
    } else {
      assertThat(head).contains("Sec-WebSocket-Protocol: " + chosen + "\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com,101",
    "https://example.com,101",
    "https://example.com:443,101",
    "http://EXAMPLE.com:80,101",
    "http://example.com:8080,403",
    "http://evil.example,403",
    "http://example.com.evil.example,403",
    "http://evil.example/example.com,403",
    "http://example.com@evil.example,403",
    "null,403",
    "https://app.example,101"
  })
  void onlyPagesOfTheSameHostAndThoseNamedMayOpenOne(String origin, int status) throws Exception {
    HttpHandler handler =
        (Request r) ->
            WebSockets.standard().origins("https://app.example").messages(WebSocket::send);
    assertThat(head(handler, KEY, VERSION, "Origin: " + origin)).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void anyOriginMayOpenOneWhereThatIsSaid() throws Exception {
    HttpHandler handler = r -> WebSockets.standard().anyOrigin().messages(WebSocket::send);
    assertThat(head(handler, KEY, VERSION, "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 101 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate|permessage-deflate",
        "permessage-deflate; client_max_window_bits|permessage-deflate",
        "permessage-deflate; client_max_window_bits=9|permessage-deflate",
        "x-foo, permessage-deflate; server_no_context_takeover"
            + "|permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover"
            + "|permessage-deflate; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10"
            + "|permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=\"10\""
            + "|permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=16, permessage-deflate|permessage-deflate",
        "permessage-deflate; server_max_window_bits|",
        "permessage-deflate; server_max_window_bits=010|",
        "permessage-deflate; server_no_context_takeover=1|",
        "permessage-deflate; unknown|",
        "permessage-deflate; client_max_window_bits; client_max_window_bits|",
        "x-webkit-deflate-frame|"
      })
  void theFirstOfferOfCompressionThatCanBeMetIsTaken(String offer, String answer) throws Exception {
    String head = head(ECHO, KEY, VERSION, "Sec-WebSocket-Extensions: " + offer);
    if (answer == null) {
      assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContain("Sec-WebSocket-Extensions");
    } else {
      assertThat(head).contains("Sec-WebSocket-Extensions: " + answer + "\r\n");
    }
  }

  @Test
  void compressionCanBeTurnedOff() throws Exception {
    HttpHandler handler = r -> WebSockets.standard().compression(false).messages(WebSocket::send);
    assertThat(head(handler, KEY, VERSION, "Sec-WebSocket-Extensions: permessage-deflate"))
        .doesNotContain("Sec-WebSocket-Extensions");
  }

  @Test
  void aClientWithAllItsPlacesGets429ForOneMoreInBlockingStyle() throws Exception {
    FakeWork work = new FakeWork(10, 1);
    try (var http =
        new WebSocketFixture(
            FakeSetup.standard().with(work),
            r -> WebSockets.standard().blocking(socket -> socket.receive()))) {
      WebSocketFixture.Client first = http.open();
      http.door().awaitQuiet();
      assertThat(http.request(KEY, VERSION).awaitHead()).startsWith("HTTP/1.1 429 ");
      first.send(Frame.close(1000, "bye"));
      first.awaitClose();
      http.door().awaitQuiet();
      http.open().send(Frame.close(1000, "bye")).awaitClose();
      http.door().awaitQuiet();
      assertThat(work.freePlaces()).isEqualTo(10);
    }
  }

  @Test
  void ofARouteOnTheLoopTheWebSocketItselfIsRefused() throws Exception {
    FakeWork work = new FakeWork(10, 1);
    try (var http =
        new WebSocketFixture(
            FakeSetup.standard().with(work).with(Dispatch.EVENT_LOOP),
            r -> WebSockets.standard().blocking(socket -> socket.receive()))) {
      WebSocketFixture.Client first = http.open();
      http.door().awaitQuiet();
      assertThat(http.open().awaitClose().code()).isEqualTo(1013);
      first.send(Frame.close(1000, "bye"));
      first.awaitClose();
      http.door().awaitQuiet();
      assertThat(work.freePlaces()).isEqualTo(10);
    }
  }

  @Test
  void withCallbacksAWebSocketTakesNoPlaceWhileNothingComes() throws Exception {
    try (var http =
        new WebSocketFixture(
            FakeSetup.standard().with(new FakeWork(10, 1)),
            r -> WebSockets.standard().messages(WebSocket::send))) {
      for (int i = 0; i < 3; i++) {
        http.open();
        http.door().awaitQuiet();
      }
    }
  }
}
