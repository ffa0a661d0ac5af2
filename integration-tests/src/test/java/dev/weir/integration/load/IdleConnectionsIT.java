package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections held open are all answered. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class IdleConnectionsIT {
  private static final int CONNECTIONS = Integer.getInteger("proof.connections", 1_000);
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void eachIsAnsweredWhileAllAreOpen(String transport) throws IOException {
    try (RunningServer bench = Examples.start("bench", transport, "--dispatch=loop")) {
      List<SocketChannel> connections = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          connections.add(SocketChannel.open(bench.address()));
        }
        for (int round = 0; round < 2; round++) {
          for (SocketChannel connection : connections) {
            connection.write(ByteBuffer.wrap(REQUEST));
          }
          for (SocketChannel connection : connections) {
            assertThat(answer(connection)).startsWith("HTTP/1.1 200 ");
          }
        }
      } finally {
        for (SocketChannel connection : connections) {
          connection.close();
        }
      }
    }
  }

  private static String answer(SocketChannel connection) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(1_024);
    while (!text(answer).endsWith("\r\n\r\nHello, World!")) {
      assertThat(connection.read(answer)).as("ended after: %s", text(answer)).isPositive();
    }
    return text(answer);
  }

  private static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }
}
