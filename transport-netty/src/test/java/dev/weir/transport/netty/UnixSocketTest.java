package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.CloseCause;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class UnixSocketTest {
  @Parameter NativeTransport sockets;
  @TempDir Path directory;

  private TestServer server() {
    return new TestServer(sockets, Limits.defaults(), 10, StreamTest.Echo::new);
  }

  @Test
  void aHalfClosedPeerGetsItsEcho() throws Exception {
    Path path = directory.resolve("echo.sock");
    byte[] sent = new byte[1 << 20];
    new java.util.Random(5).nextBytes(sent);
    try (TestServer server = server()) {
      server.listen(Listen.unix(path));
      assertThat(server.binding().address()).isEqualTo(UnixDomainSocketAddress.of(path));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        CompletableFuture<Void> writing =
            CompletableFuture.runAsync(() -> {
              try {
                ByteBuffer buffer = ByteBuffer.wrap(sent);
                while (buffer.hasRemaining()) {
                  client.write(buffer);
                }
                client.shutdownOutput();
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            });
        assertThat(Channels.newInputStream(client).readAllBytes()).isEqualTo(sent);
        writing.get(30, TimeUnit.SECONDS);
      }
      var connection = server.connections.poll(30, TimeUnit.SECONDS);
      assertThat(connection.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
      assertThat(connection.localAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void theFileIsRemovedOnClose() throws Exception {
    Path path = directory.resolve("gone.sock");
    try (TestServer server = server()) {
      server.listen(Listen.unix(path));
      assertThat(path).exists();
      server.binding().close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void aStaleFileIsReplaced() throws Exception {
    Path path = directory.resolve("stale.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    try (TestServer server = server()) {
      server.listen(Listen.unix(path));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(ByteBuffer.wrap("hi".getBytes(StandardCharsets.US_ASCII)));
        client.shutdownOutput();
        assertThat(Channels.newInputStream(client).readAllBytes()).asString().isEqualTo("hi");
      }
    }
  }

  @Test
  void aSocketThatIsListenedOnStays() throws Exception {
    Path path = directory.resolve("live.sock");
    try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        TestServer server = server()) {
      live.bind(UnixDomainSocketAddress.of(path));
      assertThatThrownBy(() -> server.listen(Listen.unix(path)))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("choose another path");
      assertThat(path).exists();
    }
  }

  @Test
  void aFileThatIsNoSocketStays() throws Exception {
    Path path = Files.writeString(directory.resolve("precious.txt"), "precious");
    try (TestServer server = server()) {
      assertThatThrownBy(() -> server.listen(Listen.unix(path)))
          .hasMessageContaining("isn't a socket");
      assertThat(path).hasContent("precious");
    }
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path path = directory.resolve("missing/door.sock");
    try (TestServer server = server()) {
      assertThatThrownBy(() -> server.listen(Listen.unix(path)))
          .hasMessageContaining(path.toString())
          .hasMessageContaining("directory");
    }
  }

  /** With which a read ends although there is more. */
  @Test
  void whatFollowsAPassedDescriptorIsRead() throws Exception {
    assumeTrue(sockets == NativeTransport.EPOLL, "its sockets can pass one");
    Path path = directory.resolve("descriptor.sock");
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server =
        new TestServer(sockets, Limits.defaults(), 10, stream -> Recorder.opened(stream, opened))) {
      server.listen(Listen.unix(path));
      Socket client = Socket.newSocketDomain();
      try {
        client.connect(new DomainSocketAddress(path.toFile()));
        Recorder served = opened.get(30, TimeUnit.SECONDS);
        served.onLoop(() -> {
          send(client, "ab");
          try {
            client.sendFd(client.intValue()); // with a byte
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          send(client, "cd");
        });
        served.awaitCount(5);
        assertThat(served.text()).startsWith("ab").endsWith("cd");
      } finally {
        client.close();
      }
    }
  }

  private static void send(Socket client, String text) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(text.length());
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    try {
      assertThat(client.write(bytes, 0, text.length())).isEqualTo(text.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
