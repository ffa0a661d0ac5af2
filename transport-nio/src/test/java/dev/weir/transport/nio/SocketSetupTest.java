package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link Listen} says of sockets is what the system is told. */
@Timeout(60)
@OnEachSystem
class SocketSetupTest {
  /** Not a power of two, and not a default of any system. */
  private static final int BUFFER = 50_000;

  private static final Listen LOOPBACK = Listen.address("127.0.0.1", 0);

  private final TestSystem system;
  private final SocketSetup setup;

  SocketSetupTest(TestSystem system) {
    this.system = system;
    this.setup = new SocketSetup(system.sockets());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acceptedConnectionsGetTheirOptions(boolean on) throws Exception {
    Listen listen = LOOPBACK.withNoDelay(on).withKeepAlive(on);
    ListeningSocket server = listen(listen);
    try (SocketChannel client = SocketChannel.open(server.localAddress())) {
      StreamSocket accepted = accept(server);
      accepted.setUp(listen.socket());
      assertThat(client.isConnected()).isTrue();
      assertThat(system.option(accepted, StandardSocketOptions.TCP_NODELAY)).isEqualTo(on);
      assertThat(system.option(accepted, StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(on);
      accepted.close(false);
    } finally {
      server.close();
    }
  }

  @Test
  void buffersAreSetOnBothSidesOfTheAccept() throws Exception {
    Listen small = LOOPBACK.withBuffers(BUFFER, BUFFER);
    ListeningSocket usual = listen(LOOPBACK);
    ListeningSocket server = listen(small);
    try (SocketChannel client = SocketChannel.open(server.localAddress())) {
      StreamSocket accepted = accept(server);
      accepted.setUp(small.socket());
      assertThat(client.isConnected()).isTrue();
      // Systems add room for their own book-keeping: Linux doubles it.
      assertThat(system.option(server, StandardSocketOptions.SO_RCVBUF))
          .isBetween(BUFFER, 2 * BUFFER)
          .isNotEqualTo(system.option(usual, StandardSocketOptions.SO_RCVBUF));
      assertThat(system.option(accepted, StandardSocketOptions.SO_SNDBUF))
          .isBetween(BUFFER, 2 * BUFFER);
      accepted.close(false);
    } finally {
      server.close();
      usual.close();
    }
  }

  @Test
  void datagramBuffersAreSet() throws Exception {
    DatagramPort port =
        setup.bindDatagrams(
            LOOPBACK.withBuffers(BUFFER, BUFFER), new InetSocketAddress("127.0.0.1", 0));
    try {
      assertThat(system.option(port, StandardSocketOptions.SO_SNDBUF))
          .isBetween(BUFFER, 2 * BUFFER);
      assertThat(system.option(port, StandardSocketOptions.SO_RCVBUF))
          .isBetween(BUFFER, 2 * BUFFER);
    } finally {
      port.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAddressInTimeWaitIsTakenOrNot(boolean on) throws Exception {
    ListeningSocket server = listen(LOOPBACK.withReuseAddress(on));
    assertThat(system.option(server, StandardSocketOptions.SO_REUSEADDR)).isEqualTo(on);
    server.close();
  }

  @Test
  void aPortIsSharedIfBothSaySo() throws Exception {
    Listen shared = LOOPBACK.withReusePort(true);
    ListeningSocket first = listen(shared);
    try {
      InetSocketAddress taken = (InetSocketAddress) first.localAddress();
      setup.listen(shared, taken).close();
      assertThatThrownBy(() -> setup.listen(LOOPBACK, taken).close())
          .hasMessageContaining("already in use");
    } finally {
      first.close();
    }
  }

  private ListeningSocket listen(Listen listen) throws IOException {
    return setup.listen(listen, new InetSocketAddress("127.0.0.1", 0));
  }

  /** What a client has connected to already. */
  private static StreamSocket accept(ListeningSocket server) throws IOException {
    while (true) {
      StreamSocket accepted = server.accept();
      if (accepted != null) {
        return accepted;
      }
      Thread.onSpinWait(); // for as long as the test may take
    }
  }
}
