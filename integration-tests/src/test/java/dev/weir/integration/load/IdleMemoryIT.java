package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.ClassHistogram;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What an idle HTTP connection, that was answered before, takes of the heap: all that a server of
 * ours holds for it, less what the bare channel takes.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class IdleMemoryIT {
  private static final int CONNECTIONS = Integer.getInteger("proof.connections", 1_000);

  /** Those grow tables and pools, and load classes. */
  private static final int WARM_UP = 200;

  private static final int MOST_BYTES = 1_024;
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String END = "\r\n\r\nHello, World!";

  private final List<SocketChannel> connections = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }

  /** Beside the JDK's channel and its key, which a selector of nobody's holds in the same way. */
  @Test
  void onNiosChannelsItIsAKibibyteBesideTheChannelsOwn() throws IOException {
    ClassHistogram bare;
    try (RunningServer floor = RunningServer.of(bareServer())) {
      bare = perConnection(floor);
    }
    close();
    connections.clear();
    try (RunningServer bench = start("nio", "-Dweir.transport.nio.sockets=jdk")) {
      ClassHistogram ours = perConnection(bench);
      assertThat(ours.bytes() - bare.bytes())
          .as("beside %s:%n%s", bare, ours)
          .isLessThan((long) MOST_BYTES * CONNECTIONS);
    }
  }

  /** Beside the two addresses, which the JDK's channels have, too. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void onNiosOwnSocketsItIsAKibibyteBesideTheAddresses() throws IOException {
    try (RunningServer bench = start("nio", "-Dweir.transport.nio.sockets=linux")) {
      ClassHistogram ours = perConnection(bench).without("java.net.");
      assertThat(ours.bytes()).as("%s", ours).isLessThan((long) MOST_BYTES * CONNECTIONS);
    }
  }

  /** Beside Netty's channel, pipeline and registration, and the two addresses of the channel. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "Netty's channels hold more of the JDK's there")
  void onNettyItIsAKibibyteBesideTheChannelsOwn() throws IOException {
    try (RunningServer bench = start("netty", "-Dweir.transport.netty.native=epoll")) {
      ClassHistogram ours = perConnection(bench).without("io.netty.").without("java.net.");
      assertThat(ours.bytes()).as("%s", ours).isLessThan((long) MOST_BYTES * CONNECTIONS);
    }
  }

  private static RunningServer start(String transport, String... options) {
    return Examples.start(
        new Jvm().option("-XX:+UseSerialGC").option(options),
        "bench",
        transport,
        "--dispatch=loop");
  }

  private static Child bareServer() {
    return new Jvm()
        .option("-XX:+UseSerialGC")
        .classPath(List.of(Path.of("target/test-classes").toAbsolutePath()))
        .start(BareChannels.class.getName());
  }

  /** What all the connections take, but for the first. */
  private ClassHistogram perConnection(RunningServer server) throws IOException {
    open(server, WARM_UP);
    ClassHistogram before = ClassHistogram.of(server.child());
    open(server, CONNECTIONS);
    return ClassHistogram.of(server.child()).minus(before);
  }

  private void open(RunningServer server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel connection = SocketChannel.open(server.address());
      connections.add(connection);
      connection.write(ByteBuffer.wrap(REQUEST));
      ByteBuffer answer = ByteBuffer.allocate(1_024);
      while (!text(answer).endsWith(END)) {
        assertThat(connection.read(answer)).as("ended after: %s", text(answer)).isPositive();
      }
    }
  }

  private static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }
}
