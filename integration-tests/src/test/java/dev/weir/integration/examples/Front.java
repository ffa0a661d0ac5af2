package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What has to work through any proxy in front of the conformance example. */
final class Front {
  private static final int BIG = 16 << 20;
  private static final int UPLOAD_PARTS = 32;

  private Front() {}

  /** The start of the example, told by proxies on this machine in these ways. */
  static String[] toldBy(String ways) {
    return new String[] {"--proxies=127.0.0.1", "--told-by=" + ways, "--tls-port=0"};
  }

  /** Where it listens with TLS. */
  static URI tlsUrl(Child conformance) {
    Pattern line = Pattern.compile("listening on (https://\\S+)$");
    return URI.create(conformance.awaitOut(line).group(1));
  }

  static void servesSmallAndBig(JdkHttp http, URI front) {
    assertThat(http.get(front.resolve("/")).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> big =
        http.send(
            "GET", front.resolve("/big.bin"), BodyPublishers.noBody(), BodyHandlers.ofByteArray());
    assertThat(big.body()).hasSize(BIG);
    assertThat(big.body()[BIG - 1]).isEqualTo((byte) ((BIG - 1) % 251));
    byte[] sent = new byte[1_500_000];
    new Random(7).nextBytes(sent);
    HttpResponse<byte[]> echoed =
        http.send(
            "POST",
            front.resolve("/"),
            BodyPublishers.ofByteArray(sent),
            BodyHandlers.ofByteArray());
    assertThat(echoed.body()).isEqualTo(sent);
  }

  /** 32 MiB of a length that nobody says beforehand. */
  static void takesABigUpload(JdkHttp http, URI front) {
    byte[] part = new byte[1 << 20];
    HttpResponse<String> answer =
        http.send(
            "POST",
            front.resolve("/sink"),
            BodyPublishers.ofInputStream(() ->
                new SequenceInputStream(
                    Collections.enumeration(
                        IntStream.range(0, UPLOAD_PARTS)
                            .<InputStream>mapToObj(i -> new ByteArrayInputStream(part))
                            .toList()))));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** The first event comes although there is no end in sight. */
  static void letsEventsThrough(JdkHttp http, URI front) throws IOException {
    HttpResponse<InputStream> answer =
        http.send(
            "GET", front.resolve("/events"), BodyPublishers.noBody(), BodyHandlers.ofInputStream());
    try (InputStream events = answer.body()) {
      String begun = new String(events.readNBytes("id: 1".length()), StandardCharsets.UTF_8);
      assertThat(begun).isNotEmpty();
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
    }
  }

  /** A message goes to and fro; 100,000 characters are more than a frame or a buffer. */
  static void letsWebSocketsThrough(URI front) throws Exception {
    letsWebSocketsThrough(front, 100_000);
  }

  static void letsWebSocketsThrough(URI front, int length) throws Exception {
    String sent = "0".repeat(length);
    CompletableFuture<String> echoed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              echoed.complete(text.toString());
            }
            return WebSocket.Listener.super.onText(socket, data, last);
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            echoed.completeExceptionally(error);
          }
        };
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("ws" + front.resolve("/ws").toString().substring("http".length()));
      WebSocket socket = client.newWebSocketBuilder().buildAsync(url, listener).join();
      socket.sendText(sent, true).join();
      assertThat(echoed.get(30, TimeUnit.SECONDS)).isEqualTo(sent);
      socket.sendClose(1000, "").join();
    }
  }

  /** What {@code /origin} says, and the port from which it was asked. */
  record Origin(String text, int ownPort) {
    /** Over a connection of its own, so that its port is known. */
    static Origin ask(URI front) throws IOException {
      try (Socket socket = new Socket(front.getHost(), front.getPort())) {
        socket.setSoTimeout(30_000);
        socket
            .getOutputStream()
            .write(
                "GET /origin HTTP/1.1\r\nHost: asked.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return new Origin(answer, socket.getLocalPort());
      }
    }

    String get(String name) {
      Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(text);
      assertThat(line.find()).as(name + " in " + text).isTrue();
      return line.group(1);
    }

    /** The proxy told the address of this very connection. */
    void assertClientIsKnown() {
      assertThat(get("client")).isEqualTo("/127.0.0.1:" + ownPort);
      assertThat(get("peer")).isNotEqualTo(get("client"));
    }
  }
}
