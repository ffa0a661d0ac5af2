package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Listen;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link Listen} says of sockets is what the system is told. */
class SocketSetupTest {
  /** Not a power of two, and not a default of any system. */
  private static final int BUFFER = 50_000;

  private static final Listen LOOPBACK = Listen.address("127.0.0.1", 0);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acceptedConnectionsGetTheirOptions(boolean on) throws Exception {
    Listen listen = LOOPBACK.withNoDelay(on).withKeepAlive(on);
    try (ServerSocketChannel server = listen(listen);
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = accept(server)) {
      SocketSetup.accepted(accepted, listen.socket());
      assertThat(client.isConnected()).isTrue();
      assertThat(accepted.getOption(StandardSocketOptions.TCP_NODELAY)).isEqualTo(on);
      assertThat(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(on);
    }
  }

  @Test
  void buffersAreSetOnBothSidesOfTheAccept() throws Exception {
    Listen plain = LOOPBACK;
    Listen small = LOOPBACK.withBuffers(BUFFER, BUFFER);
    try (ServerSocketChannel usual = listen(plain);
        ServerSocketChannel server = listen(small);
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = accept(server)) {
      SocketSetup.accepted(accepted, small.socket());
      assertThat(client.isConnected()).isTrue();
      // Systems add room for their own book-keeping: Linux doubles it.
      assertThat(server.getOption(StandardSocketOptions.SO_RCVBUF))
          .isBetween(BUFFER, 2 * BUFFER)
          .isNotEqualTo(usual.getOption(StandardSocketOptions.SO_RCVBUF));
      assertThat(accepted.getOption(StandardSocketOptions.SO_SNDBUF)).isBetween(BUFFER, 2 * BUFFER);
    }
  }

  @Test
  void datagramBuffersAreSet() throws Exception {
    try (DatagramChannel channel =
        SocketSetup.bindDatagrams(
            LOOPBACK.withBuffers(BUFFER, BUFFER), new InetSocketAddress("127.0.0.1", 0))) {
      assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isBetween(BUFFER, 2 * BUFFER);
      assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(BUFFER, 2 * BUFFER);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAddressInTimeWaitIsTakenOrNot(boolean on) throws Exception {
    try (ServerSocketChannel server = listen(LOOPBACK.withReuseAddress(on))) {
      assertThat(server.getOption(StandardSocketOptions.SO_REUSEADDR)).isEqualTo(on);
    }
  }

  @Test
  void aPortIsSharedIfBothSaySo() throws Exception {
    Listen shared = LOOPBACK.withReusePort(true);
    try (ServerSocketChannel first = listen(shared)) {
      InetSocketAddress taken = (InetSocketAddress) first.getLocalAddress();
      SocketSetup.listenOnIp(shared, taken).close();
      assertThatThrownBy(() -> SocketSetup.listenOnIp(LOOPBACK, taken).close())
          .hasMessageContaining("already in use");
    }
  }

  private static ServerSocketChannel listen(Listen listen) throws Exception {
    return SocketSetup.listenOnIp(listen, new InetSocketAddress("127.0.0.1", 0));
  }

  private static SocketChannel accept(ServerSocketChannel server) throws Exception {
    server.configureBlocking(true);
    return server.accept();
  }
}
