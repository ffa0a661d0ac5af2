package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import dev.weir.websocket.WebSockets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How conversations over WebSockets end, and how their handlers learn of it. */
class WebSocketEndTest {
  private static final HttpHandler ECHO = r -> WebSockets.standard().messages(WebSocket::send);

  private static final HttpHandler BLOCKING_ECHO =
      r ->
          WebSockets.standard()
              .blocking(socket -> {
                for (WebSocketMessage m = socket.receive(); m != null; m = socket.receive()) {
                  socket.send(m);
                }
              });

  private final BlockingQueue<WebSocketEnd> ends = new LinkedBlockingQueue<>();

  /** An echo of which the ends are noted. */
  private HttpHandler watched() {
    return r ->
        WebSockets.standard()
            .sessions(socket -> {
              socket.onEnd(ends::add);
              return WebSocket::send;
            });
  }

  private WebSocketEnd end() throws InterruptedException {
    return ends.poll(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"1000", "1001", "1003", "1007", "1014", "3000", "4999"})
  void theClientsCodeIsGivenBack(int code) throws Exception {
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, watched())) {
      Client client = http.open();
      client.send(Frame.text("hi"));
      client.await(1);
      client.send(Frame.close(code, "why"));
      assertThat(client.awaitClose().code()).isEqualTo(code);
      client.stream.finish();
      assertThat(end()).isEqualTo(new WebSocketEnd(code, "why", null));
    }
  }

  @Test
  void aCloseFrameWithoutACodeIsAnsweredByOne() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, watched())) {
      Client client = http.open().send(Frame.of(Frame.FIN, 8, ""));
      Frame answer = client.awaitClose();
      assertThat(answer.opcode()).isEqualTo(8);
      assertThat(answer.payload()).isEmpty();
      client.stream.finish();
      assertThat(end().code()).isEqualTo(WebSocketEnd.NO_CODE);
    }
  }

  @Test
  void whatCameBeforeTheCloseFrameIsHandledBeforeItIsAnswered() throws Exception {
    for (HttpHandler handler : List.of(ECHO, BLOCKING_ECHO)) {
      try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
        Client client = http.open();
        for (int i = 0; i < 20; i++) {
          client.send(Frame.text("m" + i));
        }
        client.send(Frame.close(1000, ""));
        client.awaitClose();
        assertThat(client.frames()).hasSize(21);
      }
    }
  }

  @Test
  void theServerClosesAndAwaitsTheClientsCloseFrame() throws Exception {
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .sessions(socket -> {
                  socket.onEnd(ends::add);
                  return (s, message) -> s.close(4000, "enough");
                });
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
      Client client = http.open().send(Frame.text("go"));
      Frame close = client.await(1).getFirst();
      assertThat(close.code()).isEqualTo(4000);
      assertThat(close.payload()).endsWith("enough".getBytes());
      client.send(Frame.text("too late"));
      assertThat(client.stream.sawEnd()).isFalse();
      client.send(Frame.close(4000, ""));
      client.awaitClose();
      client.stream.finish();
      assertThat(end()).isEqualTo(new WebSocketEnd(4000, "enough", null));
    }
  }

  @Test
  void aClientThatDoesntAnswerACloseFrameIsCut() throws Exception {
    HttpHandler handler = r -> WebSockets.standard().messages((socket, message) -> socket.close());
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, handler)) {
      Client client = http.open().send(Frame.text("go"));
      client.await(1);
      http.advance(Duration.ofSeconds(4));
      assertThat(client.stream.isOpen()).isTrue();
      http.advance(Duration.ofSeconds(2));
      client.stream.awaitClosed();
    }
  }

  @Test
  void aHandlerThatFailsClosesWith1011() throws Exception {
    for (Dispatch dispatch : Dispatch.values()) {
      HttpHandler handler =
          r ->
              WebSockets.standard()
                  .messages((socket, message) -> {
                    throw new IllegalStateException("the test's own");
                  });
      try (var http = new WebSocketFixture(dispatch, handler)) {
        Frame close = http.open().send(Frame.text("go")).awaitClose();
        assertThat(close.code()).isEqualTo(1011);
        assertThat(close.asText()).doesNotContain("test");
      }
    }
  }

  @Test
  void aBlockingHandlerThatReturnsClosesWith1000() throws Exception {
    HttpHandler handler = r -> WebSockets.standard().blocking(socket -> socket.send("hello"));
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
      Client client = http.open();
      List<Frame> got = client.await(2);
      assertThat(got.get(0).asText()).isEqualTo("hello");
      assertThat(got.get(1).code()).isEqualTo(1000);
      client.send(Frame.close(1000, ""));
      client.awaitClose();
    }
  }

  @Test
  void aLostClientIsAnAbnormalEnd() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .blocking(socket -> {
                  socket.onEnd(ends::add);
                  try {
                    socket.receive();
                    thrown.complete(new AssertionError("received"));
                  } catch (java.io.IOException e) {
                    thrown.complete(e);
                  }
                });
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
      http.open().stream.resetByPeer();
      assertThat(end().code()).isEqualTo(WebSocketEnd.ABNORMAL);
      assertThat(thrown.get(30, TimeUnit.SECONDS))
          .isInstanceOf(dev.weir.websocket.WebSocketClosedException.class);
      http.open().stream.finish();
      assertThat(end().code()).isEqualTo(WebSocketEnd.ABNORMAL);
    }
  }

  @Test
  void aQuietClientIsPingedAndThenClosed() throws Exception {
    Limits limits = Limits.defaults().with(Limits.SESSION_IDLE_TIMEOUT, Duration.ofSeconds(20));
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, limits, ECHO)) {
      Client client = http.open();
      for (int i = 1; i <= 5; i++) {
        http.advance(Duration.ofSeconds(11));
        assertThat(client.await(i).getLast().opcode()).isEqualTo(9);
        client.send(Frame.of(Frame.FIN, 10, ""));
      }
      http.advance(Duration.ofSeconds(31));
      assertThat(client.awaitClose().code()).isEqualTo(1001);
    }
  }

  @Test
  void aMessageThatStallsIsClosed() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, Duration.ofSeconds(5));
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, limits, ECHO)) {
      Client client = http.open().send(Frame.of(0, 1, "begun"));
      http.advance(Duration.ofSeconds(11));
      assertThat(client.awaitClose().code()).isEqualTo(1001);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void shutdownCloses(Dispatch dispatch) throws Exception {
    for (HttpHandler handler : List.of(ECHO, BLOCKING_ECHO)) {
      try (var http = new WebSocketFixture(dispatch, handler)) {
        Client client = http.open().send(Frame.text("x"));
        client.await(1);
        http.door().drain();
        assertThat(client.await(2).getLast().code()).isEqualTo(1001);
        client.send(Frame.close(1001, ""));
        client.awaitClose();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shutdownLetsAHandlerFinishItsMessage(boolean blocking) throws Exception {
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WebSocketMessageHandler slow =
        (socket, message) -> {
          handling.countDown();
          goOn.await();
          socket.send("done");
        };
    Response styled =
        blocking
            ? WebSockets.standard()
                .blocking(socket -> {
                  for (var m = socket.receive(); m != null; m = socket.receive()) {
                    slow.handle(socket, m);
                  }
                })
            : WebSockets.standard().messages(slow);
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, r -> styled)) {
      Client client = http.open().send(Frame.text("x"));
      handling.await();
      http.door().drain();
      assertThat(client.frames()).isEmpty();
      goOn.countDown();
      List<Frame> got = client.await(2);
      assertThat(got.get(0).asText()).isEqualTo("done");
      assertThat(got.get(1).code()).isEqualTo(1001);
    }
  }

  @Test
  void nothingCanBeSentAfterTheEnd() throws Exception {
    CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .sessions(socket -> {
                  opened.complete(socket);
                  return WebSocket::send;
                });
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
      http.open();
      WebSocket socket = opened.get(30, TimeUnit.SECONDS);
      socket.close();
      assertThat(socket.isOpen()).isFalse();
      assertThat(socket.offer("x")).isFalse();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> socket.send("x"))
          .isInstanceOf(dev.weir.websocket.WebSocketClosedException.class);
    }
  }
}
