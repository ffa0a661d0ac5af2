package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSockets;
import java.util.Arrays;
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

/** Conversations over WebSockets, frame by frame. */
class WebSocketTest {
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
  @EnumSource
  void textAndBytesAreEchoedInOrder(Dispatch dispatch) throws Exception {
    for (HttpHandler handler : List.of(ECHO, BLOCKING_ECHO)) {
      try (var http = new WebSocketFixture(dispatch, handler)) {
        Client client = http.open();
        byte[] big = new byte[70_000];
        Arrays.fill(big, (byte) 0xfe);
        client.send(
            Frame.text("héllo"), new Frame(Frame.FIN, 2, big), Frame.text(""), Frame.text("end"));
        List<Frame> got = client.await(4);
        assertThat(got).extracting(Frame::opcode).containsExactly(1, 2, 1, 1);
        assertThat(got).extracting(Frame::bits).containsOnly(Frame.FIN);
        assertThat(got.get(0).asText()).isEqualTo("héllo");
        assertThat(got.get(1).payload()).isEqualTo(big);
        assertThat(got.get(3).asText()).isEqualTo("end");
        client.send(Frame.close(1000, "bye"));
        assertThat(client.awaitClose().code()).isEqualTo(1000);
        assertThat(client.frames()).hasSize(5);
      }
    }
  }

  @Test
  void fragmentsMakeOneMessageAndPingsMayComeBetweenThem() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, ECHO)) {
      Client client = http.open();
      client.send(
          Frame.of(0, 1, "a\u00e9".substring(0, 1)),
          Frame.of(Frame.FIN, 9, "are you there?"),
          Frame.of(0, 0, ""),
          Frame.of(Frame.FIN, 0, "\u00e9b"));
      List<Frame> got = client.await(2);
      assertThat(got.get(0).opcode()).isEqualTo(10);
      assertThat(got.get(0).asText()).isEqualTo("are you there?");
      assertThat(got.get(1).asText()).isEqualTo("a\u00e9b");
    }
  }

  @Test
  void whateverTheCutsTheMessagesAreTheSame() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, ECHO)) {
      byte[] sent =
          concat(
              Frame.of(0, 2, "12"),
              Frame.of(Frame.FIN, 9, "p"),
              Frame.of(Frame.FIN, 0, "34"),
              Frame.text("last"));
      for (int cut = 0; cut <= sent.length; cut++) {
        Client client = http.open();
        client.stream.send(Arrays.copyOf(sent, cut));
        client.stream.send(Arrays.copyOfRange(sent, cut, sent.length));
        assertThat(client.await(3))
            .extracting(Frame::asText)
            .as("cut at %d", cut)
            .containsExactly("p", "1234", "last");
      }
    }
  }

  private static byte[] concat(Frame... frames) {
    var out = new java.io.ByteArrayOutputStream();
    for (Frame frame : frames) {
      out.writeBytes(frame.masked());
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8100|1002|unmasked",
        "c180 00000000|1002|compressed though that wasn't agreed on",
        "a180 00000000|1002|RSV2",
        "9180 00000000|1002|RSV3",
        "8380 00000000|1002|a reserved opcode",
        "8b80 00000000|1002|a reserved control opcode",
        "0980 00000000|1002|a fragmented ping",
        "89fe 007e 00000000|1002|a ping of 126 octets",
        "8080 00000000|1002|a continuation of nothing",
        "0180 00000000 8180 00000000|1002|a message inside of a message",
        "82fe 0005 00000000|1002|a length in more octets than needed",
        "82ff 0000000000000100 00000000|1002|a long length in more octets than needed",
        "82ff 8000000000000000 00000000|1002|a negative length",
        "8881 00000000 03|1002|half a code",
        "8882 00000000 03e7|1002|code 999",
        "8882 00000000 03ec|1002|code 1004",
        "8882 00000000 03ed|1002|code 1005",
        "8882 00000000 03ee|1002|code 1006",
        "8882 00000000 03f7|1002|code 1015",
        "8882 00000000 07d0|1002|code 2000",
        "8882 00000000 1388|1002|code 5000",
        "8883 00000000 03e8ff|1007|a reason that isn't UTF-8",
        "8181 00000000 80|1007|text that isn't UTF-8",
        "8182 00000000 c080|1007|an overlong form",
        "8183 00000000 eda080|1007|a surrogate",
        "8184 00000000 f4908080|1007|above U+10FFFF",
        "8181 00000000 c3|1007|half a character",
        "0182 00000000 61ff|1007|a fragment that is wrong before its message ends",
        "01ff 0000000000010000 00000000 ff|1007|a payload that is wrong before it is whole",
        "82ff 0000000000100001 00000000|1009|a frame over the limit, before it comes"
      })
  void whatNoClientMaySendIsAnsweredByACloseFrame(String hex, int code, String what)
      throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, watched())) {
      Client client = http.open();
      client.send(Frame.text("before"));
      client.stream.send(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
      assertThat(client.awaitClose().code()).as(what).isEqualTo(code);
      assertThat(client.frames()).hasSize(2);
      client.stream.finish();
      WebSocketEnd end = end();
      assertThat(end.code()).isEqualTo(code);
      assertThat(end.failure()).isNotNull();
    }
  }

  @Test
  void whatCameBeforeABrokenFrameIsHandledBeforeItIsAnswered() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (var http =
        new WebSocketFixture(
            Dispatch.VIRTUAL_THREAD,
            r ->
                WebSockets.standard()
                    .messages((socket, message) -> {
                      goOn.await();
                      socket.send(message);
                    }))) {
      Client client = http.open();
      client.stream.send(concat(Frame.text("one"), Frame.text("two"), Frame.of(Frame.FIN, 3, "")));
      assertThat(client.frames()).isEmpty();
      goOn.countDown();
      assertThat(client.awaitClose().code()).isEqualTo(1002);
      assertThat(client.frames()).extracting(Frame::asText).startsWith("one", "two").hasSize(3);
    }
  }

  @Test
  void aMessageIsBoundedOverAllItsFragments() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_MESSAGE, 100L);
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, limits, ECHO)) {
      Client fits = http.open();
      fits.send(Frame.of(0, 1, "x".repeat(60)), Frame.of(Frame.FIN, 0, "y".repeat(40)));
      assertThat(fits.await(1).getFirst().payload()).hasSize(100);
      Client tooLong = http.open();
      tooLong.send(Frame.of(0, 1, "x".repeat(60)), Frame.of(Frame.FIN, 0, "y".repeat(41)));
      assertThat(tooLong.awaitClose().code()).isEqualTo(1009);
    }
  }

  @Test
  void aSlowClientMakesSendersWaitAndHoldsUpNoBroadcast() throws Exception {
    CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .sessions(socket -> {
                  opened.complete(socket);
                  return WebSocket::send;
                });
    Bytes big = Bytes.copyOf(new byte[40_000]);
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, handler)) {
      Client client = http.open();
      WebSocket socket = opened.get(30, TimeUnit.SECONDS);
      client.stream.takeOnly(0);
      int taken = 0;
      while (socket.offer(big)) {
        taken++;
      }
      assertThat(taken).isBetween(1, 4);
      Thread sender = Thread.ofVirtual().start(() -> sendOrFail(socket, "waited"));
      while (sender.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      client.stream.takeOnly(Long.MAX_VALUE);
      sender.join();
      assertThat(client.await(taken + 1).getLast().asText()).isEqualTo("waited");
      assertThat(socket.offer("room again")).isTrue();
    }
  }

  private static void sendOrFail(WebSocket socket, String text) {
    try {
      socket.send(text);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSlowHandlerMakesTheClientWait() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .messages((socket, message) -> {
                  goOn.await();
                  socket.send(message);
                });
    Limits limits = Limits.defaults().with(Limits.READ_AHEAD, 4096L);
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, limits, handler)) {
      Client client = http.open();
      for (int i = 0; i < 400; i++) {
        client.stream.send(new Frame(Frame.FIN, 2, new byte[1000]).masked());
      }
      assertThat(client.stream.unread()).isGreaterThan(200_000);
      goOn.countDown();
      assertThat(client.await(400)).hasSize(400);
    }
  }

  @Test
  void pingsOfAClientThatReadsNothingAreAnsweredByTheLastOne() throws Exception {
    CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    HttpHandler handler =
        r ->
            WebSockets.standard()
                .sessions(socket -> {
                  opened.complete(socket);
                  return WebSocket::send;
                });
    Limits limits = Limits.defaults().with(Limits.MAX_WEBSOCKET_CONTROL_FRAMES, 1_000);
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, limits, handler)) {
      Client client = http.open();
      WebSocket socket = opened.get(30, TimeUnit.SECONDS);
      client.stream.takeOnly(0);
      int messages = 0;
      while (socket.offer(Bytes.copyOf(new byte[40_000]))) {
        messages++;
      }
      for (int i = 0; i < 1000; i++) {
        client.send(Frame.of(Frame.FIN, 9, "ping " + i));
      }
      client.stream.takeOnly(Long.MAX_VALUE);
      List<Frame> got = client.await(messages + 1);
      assertThat(got.getLast().opcode()).isEqualTo(10);
      assertThat(got.getLast().asText()).isEqualTo("ping 999");
      assertThat(got).hasSize(messages + 1);
    }
  }
}
