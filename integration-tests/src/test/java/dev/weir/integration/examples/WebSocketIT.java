package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** The JDK's WebSocket client against {@code /ws} of the conformance example. */
class WebSocketIT extends OnBothTransports {
  private static RunningServer conformance;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    conformance.close();
  }

  /** Puts messages together and queues them. */
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add(text.toString());
        text.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        events.add(bytes.toByteArray());
        bytes.reset();
      }
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      events.add("pong of " + message.remaining());
      return WebSocket.Listener.super.onPong(socket, message);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("closed " + code);
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }

    Object next() throws InterruptedException {
      return events.poll(30, TimeUnit.SECONDS);
    }
  }

  private static WebSocket open(HttpClient client, Received received) {
    URI url = URI.create("ws" + conformance.url("/ws").toString().substring("http".length()));
    return client.newWebSocketBuilder().buildAsync(url, received).join();
  }

  @Test
  void textBytesFragmentsAndPingsAreAnswered() throws Exception {
    Received received = new Received();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket = open(client, received);
      socket.sendText("héllo \uD83D\uDE00", true).join();
      assertThat(received.next()).isEqualTo("héllo \uD83D\uDE00");
      socket.sendText("in ", false).join();
      socket.sendText("parts", true).join();
      assertThat(received.next()).isEqualTo("in parts");
      socket.sendPing(ByteBuffer.wrap(new byte[5])).join();
      assertThat(received.next()).isEqualTo("pong of 5");
      byte[] big = new byte[16 << 20];
      new Random(5).nextBytes(big);
      socket.sendBinary(ByteBuffer.wrap(big), true).join();
      assertThat(received.next()).isEqualTo(big);
      socket.sendClose(1000, "done").join();
      assertThat(received.next()).isEqualTo("closed 1000");
    }
  }

  @Test
  void shutdownClosesWith1001() throws Exception {
    Received received = new Received();
    try (RunningServer server = Examples.start("conformance", transport);
        HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("ws" + server.url("/ws").toString().substring("http".length()));
      WebSocket socket = client.newWebSocketBuilder().buildAsync(url, received).join();
      socket.sendText("here", true).join();
      assertThat(received.next()).isEqualTo("here");
      assertThat(server.stop()).isIn(0, 143);
      assertThat(received.next()).isEqualTo("closed 1001");
    }
  }
}
