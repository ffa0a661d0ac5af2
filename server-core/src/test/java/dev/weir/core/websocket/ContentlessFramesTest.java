package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSockets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that cost a client next to nothing, and carry nothing. */
class ContentlessFramesTest {
  private static final int LIMIT = 20;
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final HttpHandler ECHO = r -> WebSockets.standard().messages(WebSocket::send);

  private static WebSocketFixture echo(Limits limits) {
    return new WebSocketFixture(
        Dispatch.EVENT_LOOP, limits.with(Limits.MAX_WEBSOCKET_CONTROL_FRAMES, LIMIT), ECHO);
  }

  private static WebSocketFixture echo() {
    return echo(Limits.defaults());
  }

  /** A name, and a frame that carries nothing. */
  static Stream<Arguments> frames() {
    return Stream.of(
        Arguments.of("pings", Frame.of(Frame.FIN, 9, "")),
        Arguments.of("pings with a payload", Frame.of(Frame.FIN, 9, "x".repeat(125))),
        Arguments.of("pongs nobody asked for", Frame.of(Frame.FIN, 10, "")),
        Arguments.of("empty fragments", Frame.of(0, 0, "")));
  }

  /** In the middle of a message, where all of them may come. */
  private static Client inMessage(WebSocketFixture http) throws InterruptedException {
    return http.open().send(Frame.of(0, 1, "begun"));
  }

  private static void send(Client client, Frame frame, int count) {
    for (int i = 0; i < count; i++) {
      client.send(frame);
    }
  }

  private static List<String> messages(List<Frame> frames) {
    return frames.stream().filter(frame -> frame.opcode() == 1).map(Frame::asText).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void oneBeyondTheLimitClosesWith1008(String name, Frame frame) throws Exception {
    try (var http = echo()) {
      Client client = inMessage(http);
      send(client, frame, LIMIT);
      assertThat(client.frames()).noneMatch(each -> each.opcode() == 8);
      client.send(frame);
      Frame close = client.awaitClose();
      assertThat(close.code()).isEqualTo(WebSocketEnd.POLICY);
      assertThat(new String(close.payload(), 2, close.payload().length - 2))
          .isEqualTo("More than 20 pings, pongs and empty fragments came within ten seconds");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void afterTenSecondsAsManyMayComeAgain(String name, Frame frame) throws Exception {
    try (var http = echo()) {
      Client client = inMessage(http);
      for (int i = 0; i < 3; i++) {
        send(client, frame, LIMIT);
        http.advance(PERIOD);
      }
      client.send(Frame.of(Frame.FIN, 0, ", ended"));
      assertThat(messages(client.await(frames -> !messages(frames).isEmpty())))
          .containsExactly("begun, ended");
    }
  }

  @Test
  void everyMessageMayHaveTwo() throws Exception {
    try (var http = echo()) {
      Client client = http.open();
      for (int i = 0; i < 3 * LIMIT; i++) {
        client.send(
            Frame.text("message"),
            Frame.of(Frame.FIN, 9, "still there?"),
            Frame.of(Frame.FIN, 10, "still here"));
      }
      client.await(frames -> messages(frames).size() == 3 * LIMIT);
      assertThat(client.frames()).noneMatch(frame -> frame.opcode() == 8);
    }
  }

  @Test
  void whatMessagesAllowIsSavedUpToTheLimitAndNoFurther() throws Exception {
    try (var http = echo()) {
      Client client = http.open();
      send(client, Frame.text("message"), 10 * LIMIT);
      Frame ping = Frame.of(Frame.FIN, 9, "");
      send(client, ping, 2 * LIMIT);
      assertThat(client.frames()).noneMatch(frame -> frame.opcode() == 8);
      client.send(ping);
      assertThat(client.awaitClose().code()).isEqualTo(WebSocketEnd.POLICY);
    }
  }

  @Test
  void messagesOfManyPartsAreNoFlood() throws Exception {
    try (var http = echo()) {
      Client client = http.open();
      client.send(Frame.of(0, 1, ""));
      send(client, Frame.of(0, 0, "a"), 100 * LIMIT);
      client.send(Frame.of(Frame.FIN, 0, ""));
      assertThat(client.await(1).getFirst().asText()).isEqualTo("a".repeat(100 * LIMIT));
    }
  }

  @Test
  void pongsThatAnswerPingsAreFree() throws Exception {
    Limits quick = Limits.defaults().with(Limits.SESSION_IDLE_TIMEOUT, Duration.ofMillis(200));
    try (var http = echo(quick)) {
      Client client = http.open();
      for (int pings = 1; pings <= 2 * LIMIT; pings++) {
        http.advance(Duration.ofMillis(110));
        assertThat(client.frames()).hasSize(pings).allMatch(frame -> frame.opcode() == 9);
        client.send(Frame.of(Frame.FIN, 10, ""));
      }
    }
  }
}
