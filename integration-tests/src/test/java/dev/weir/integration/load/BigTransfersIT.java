package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.discovery.UserApp;
import dev.weir.integration.examples.Examples;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies much larger than the heap of the server pass through it. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BigTransfersIT {
  private static final String HEAP = "-Xmx64m";
  private static final long BYTES = Long.getLong("proof.transfer.mib", 160) << 20;

  @ParameterizedTest
  @CsvSource({"nio, false", "nio, true", "netty, false", "netty, true"})
  void upload(String transport, boolean lengthKnown) throws Exception {
    try (RunningServer server = Examples.start(small(), "conformance", transport);
        HttpClient client = HttpClient.newHttpClient()) {
      BodyPublisher stream = BodyPublishers.ofInputStream(() -> new Pattern(BYTES));
      BodyPublisher body = lengthKnown ? BodyPublishers.fromPublisher(stream, BYTES) : stream;
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.url("/sink")).POST(body).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void download(String transport) throws Exception {
    try (RunningServer server = UserApp.start(small(), Jars.server(transport));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(server.url("/download/" + BYTES)).build(),
              BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(BYTES);
      }
    }
  }

  /** Up and down at once; the client reads no faster than it likes, and so the server waits. */
  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void echo(String transport) throws Exception {
    try (RunningServer server = Examples.start(small(), "conformance", transport);
        Socket socket = server.connect()) {
      Checksum sent = new CRC32C();
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, sent));
      InputStream in = socket.getInputStream();
      readHead(in);
      Checksum received = new CRC32C();
      byte[] buffer = new byte[64 << 10];
      for (long left = BYTES; left > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        assertThat(count).as("ended %s bytes too early", left).isPositive();
        received.update(buffer, 0, count);
        left -= count;
      }
      sending.join();
      assertThat(received.getValue()).isEqualTo(sent.getValue());
    }
  }

  private static Jvm small() {
    return new Jvm().option(HEAP);
  }

  private static void send(Socket socket, Checksum sent) {
    try {
      OutputStream out = socket.getOutputStream();
      String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BYTES + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      InputStream body = new Pattern(BYTES);
      byte[] buffer = new byte[64 << 10];
      for (int count; (count = body.read(buffer)) > 0; ) {
        sent.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("ended inside of %s", head).isNotNegative();
      head.append((char) next);
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 200 ").contains("" + BYTES);
  }

  /** Bytes whose place can be told from their value, so that one lost or doubled shows. */
  private static final class Pattern extends InputStream {
    private final long length;
    private long position;

    Pattern(long length) {
      this.length = length;
    }

    @Override
    public int read() {
      return position == length ? -1 : valueAt(position++);
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      if (position == length) {
        return -1;
      }
      int some = (int) Math.min(count, length - position);
      for (int i = 0; i < some; i++) {
        target[offset + i] = (byte) valueAt(position + i);
      }
      position += some;
      return some;
    }

    private static int valueAt(long position) {
      return (int) ((position ^ (position >>> 9) ^ (position >>> 21)) & 0xFF);
    }
  }
}
