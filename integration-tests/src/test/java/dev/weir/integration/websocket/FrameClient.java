package dev.weir.integration.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import dev.weir.testkit.http.RawClient;
import dev.weir.testkit.http.RawResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client of {@code /ws} that sends frames as it likes, cut where it likes. */
final class FrameClient implements AutoCloseable {
  private final RawClient raw;
  private final @Nullable String extensions;

  private FrameClient(RawClient raw, @Nullable String extensions) {
    this.raw = raw;
    this.extensions = extensions;
  }

  static FrameClient open(RunningServer server) throws IOException {
    return open(server, "");
  }

  /**
   * Connects, and shakes hands.
   *
   * @param offer {@code Sec-WebSocket-Extensions}, or nothing
   */
  static FrameClient open(RunningServer server, String offer) throws IOException {
    RawClient raw = RawClient.connect(server.address());
    try {
      raw.send(
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + (offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer + "\r\n")
              + "\r\n");
      RawResponse answer = raw.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      return new FrameClient(raw, answer.header("Sec-WebSocket-Extensions"));
    } catch (Throwable e) {
      raw.close();
      throw e;
    }
  }

  /** What the server agreed to. */
  @Nullable String extensions() {
    return extensions;
  }

  /** Sends frames in one write. */
  void send(ClientFrame... frames) throws IOException {
    raw.send(ClientFrame.bytes(frames));
  }

  /** Sends frames in writes of so many octets. */
  void sendChopped(int octets, ClientFrame... frames) throws IOException {
    byte[] bytes = ClientFrame.bytes(frames);
    for (int from = 0; from < bytes.length; from += octets) {
      raw.send(Arrays.copyOfRange(bytes, from, Math.min(from + octets, bytes.length)));
    }
  }

  /** Sends the octets of a frame from one to before another. */
  void sendPart(int from, int to, ClientFrame frame) throws IOException {
    raw.send(Arrays.copyOfRange(ClientFrame.bytes(frame), from, to));
  }

  ServerFrame next() throws IOException {
    return ServerFrame.read(raw);
  }

  /** The server closes with this code, and ends the connection. */
  void awaitClose(int code) throws IOException {
    assertThat(next().code()).as("code").isEqualTo(code);
    assertThat(raw.readByte()).as("the end").isEqualTo(-1);
  }

  /** Closes, and waits for the server's side of it. */
  void shakeHandsToClose() throws IOException {
    send(ClientFrame.close(1000));
    awaitClose(1000);
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
