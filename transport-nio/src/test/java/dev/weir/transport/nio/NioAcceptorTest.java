package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@OnEachSystem
final class NioAcceptorTest {
  private static final Listen LOCAL = Listen.address("127.0.0.1", 0);

  private final TestSystem system;

  NioAcceptorTest(TestSystem system) {
    this.system = system;
  }

  private static void assertEchoes(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    assertThat(client.getInputStream().read()).isEqualTo(value);
  }

  @Test
  void withoutAPermitAConnectionWaitsInTheBacklog() throws Exception {
    try (TestServer server =
        new TestServer(system, LOCAL, Limits.defaults(), 1, EchoHandler::new)) {
      Socket first = server.connect();
      assertEchoes(first, 1);
      try (Socket second = server.connect()) {
        second.getOutputStream().write(2);
        first.close();
        assertThat(second.getInputStream().read()).isEqualTo(2);
      }
    }
  }

  @Test
  void closingServesWhatTheBacklogHoldsAndRefusesTheRest() throws Exception {
    try (TestServer server =
        new TestServer(system, LOCAL, Limits.defaults(), 0, EchoHandler::new)) {
      int port = server.port();
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(server.connect());
      }
      server.permits.release(5);
      server.binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      for (Socket client : waiting) {
        assertEchoes(client, 1);
        client.close();
      }
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
          .isInstanceOf(ConnectException.class);
      server.binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void connectionsAreSpreadOverTheLoops() throws Exception {
    Set<EventLoop> loops = ConcurrentHashMap.newKeySet();
    try (TestServer server =
        new TestServer(
            system,
            stream -> {
              loops.add(stream.loop());
              return new EchoHandler(stream);
            })) {
      try (Socket first = server.connect();
          Socket second = server.connect()) {
        assertEchoes(first, 1);
        assertEchoes(second, 1);
      }
      assertThat(loops).hasSize(2);
    }
  }

  @Test
  void aHandlerThatCannotBeMadeCostsItsConnectionOnly() throws Exception {
    try (TestServer server =
        new TestServer(
            system,
            LOCAL,
            Limits.defaults(),
            1,
            new java.util.function.Function<>() {
              private boolean failed;

              @Override
              public StreamHandler apply(ByteStream stream) {
                if (!failed) {
                  failed = true;
                  throw new IllegalStateException("no handler");
                }
                return new EchoHandler(stream);
              }
            })) {
      try (Socket client = server.connect()) {
        assertThat(server.awaitEnd().kind()).isEqualTo(CloseCause.Kind.FAILED);
        assertThatThrownBy(() -> assertEchoes(client, 1)).isInstanceOf(Throwable.class);
      }
      try (Socket client = server.connect()) {
        assertEchoes(client, 1);
      }
    }
  }

  @Test
  void anAcceptorThatThrowsGetsItsPermitBack() throws Exception {
    CountDownLatch givenBack = new CountDownLatch(1);
    ConnectionAcceptor throwing =
        new ConnectionAcceptor() {
          private int accepted;

          @Override
          public boolean tryAcquirePermit() {
            return accepted == 0;
          }

          @Override
          public void releasePermit() {
            if (accepted > 0) {
              givenBack.countDown();
            }
          }

          @Override
          public ConnectionHandler accepted(TransportConnection connection) {
            accepted++;
            throw new IllegalStateException("no");
          }
        };
    try (NioTransport transport =
        new NioTransport(system.sockets(), 1, 4 << 10, 2, Limits.defaults())) {
      transport.start();
      var binding = transport.listen(LOCAL, throwing);
      int port = ((InetSocketAddress) binding.address()).getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(givenBack.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void anAbortOnAcceptOpensNoStreamAndEndsOnce() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    ConnectionAcceptor refusing =
        new ConnectionAcceptor() {
          @Override
          public boolean tryAcquirePermit() {
            return true;
          }

          @Override
          public void releasePermit() {}

          @Override
          public ConnectionHandler accepted(TransportConnection connection) {
            connection.abort(CloseCause.ABORTED);
            return new ConnectionHandler() {
              @Override
              public StreamHandler streamOpened(ByteStream stream) {
                throw new AssertionError("A stream was opened");
              }

              @Override
              public void closed(CloseCause cause) {
                assertThat(cause).isEqualTo(CloseCause.ABORTED);
                closed.countDown();
              }
            };
          }
        };
    try (NioTransport transport =
        new NioTransport(system.sockets(), 1, 4 << 10, 2, Limits.defaults())) {
      transport.start();
      var binding = transport.listen(LOCAL, refusing);
      int port = ((InetSocketAddress) binding.address()).getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void anAddressInUseIsNamedWithAdvice() throws Exception {
    try (TestServer server = new TestServer(system, EchoHandler::new)) {
      Listen same = Listen.address("127.0.0.1", server.port());
      assertThatThrownBy(() -> server.transport.listen(same, server))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1")
          .hasMessageContaining(String.valueOf(server.port()))
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void anUnknownHostIsNamed() throws Exception {
    try (TestServer server = new TestServer(system, EchoHandler::new)) {
      assertThatThrownBy(
              () -> server.transport.listen(Listen.address("nowhere.invalid", 0), server))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nowhere.invalid");
    }
  }

  @Test
  void aBarePortTakesBothKindsOfAddresses() throws Exception {
    try (TestServer server =
        new TestServer(system, Listen.port(0), Limits.defaults(), 10, EchoHandler::new)) {
      for (String host : List.of("127.0.0.1", "::1")) {
        try (Socket client = new Socket(host, server.port())) {
          assertEchoes(client, 1);
        } catch (ConnectException e) {
          assertThat(host).isEqualTo("::1"); // a machine without IPv6
        }
      }
    }
  }

  // ---- Unix domain sockets.

  private static Listen unix(Path directory) {
    return Listen.unix(directory.resolve("socket"));
  }

  private static void assertEchoes(UnixDomainSocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      client.shutdownOutput();
      ByteBuffer received = ByteBuffer.allocate(10);
      while (client.read(received) >= 0) {
        assertThat(received.position()).isLessThanOrEqualTo(3);
      }
      assertThat(received.flip().remaining()).isEqualTo(3);
    }
  }

  @Test
  void aUnixSocketServesAndItsFileGoesWithIt(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("socket");
    try (TestServer server =
        new TestServer(system, unix(directory), Limits.defaults(), 10, EchoHandler::new)) {
      assertThat(server.binding.address()).isEqualTo(UnixDomainSocketAddress.of(path));
      assertEchoes(UnixDomainSocketAddress.of(path));
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      server.binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void theFileGoesWithTheTransportToo(@TempDir Path directory) throws Exception {
    new TestServer(system, unix(directory), Limits.defaults(), 10, EchoHandler::new).close();
    assertThat(directory.resolve("socket")).doesNotExist();
  }

  @Test
  void aStaleSocketFileIsReplaced(@TempDir Path directory) throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(address);
    }
    assertThat(address.getPath()).exists();
    try (TestServer server =
        new TestServer(system, unix(directory), Limits.defaults(), 10, EchoHandler::new)) {
      assertEchoes(address);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void aSocketOnWhichSomebodyListensIsLeftAlone(@TempDir Path directory) throws Exception {
    try (TestServer server =
        new TestServer(system, unix(directory), Limits.defaults(), 10, EchoHandler::new)) {
      assertThatThrownBy(() -> server.transport.listen(unix(directory), server))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("listens there");
      assertEchoes(UnixDomainSocketAddress.of(directory.resolve("socket")));
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("socket"), "precious");
    assertThatThrownBy(
            () -> new TestServer(system, unix(directory), Limits.defaults(), 10, EchoHandler::new))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("isn't a socket");
    assertThat(file).hasContent("precious");
  }
}
