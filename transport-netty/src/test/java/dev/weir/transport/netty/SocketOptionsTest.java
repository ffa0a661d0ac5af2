package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ByteStream;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link Listen} says of sockets is what the system is told. */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class SocketOptionsTest {
  /** Not a power of two, and not a default of any system. */
  private static final int BUFFER = 50_000;

  private static final Listen LOOPBACK = Listen.address("127.0.0.1", 0);

  @Parameter NativeTransport sockets;

  private final BlockingQueue<ByteStream> opened = new LinkedBlockingQueue<>();

  @Test
  void acceptedConnectionsGetTheirOptions() throws Exception {
    try (TestServer server = server()) {
      for (boolean on : new boolean[] {true, false}) {
        ChannelConfig config = accept(server, LOOPBACK.withNoDelay(on).withKeepAlive(on));
        assertThat(config.getOption(ChannelOption.TCP_NODELAY)).isEqualTo(on);
        assertThat(config.getOption(ChannelOption.SO_KEEPALIVE)).isEqualTo(on);
      }
    }
  }

  @Test
  void acceptedConnectionsGetTheirBuffers() throws Exception {
    try (TestServer server = server()) {
      ChannelConfig config = accept(server, LOOPBACK.withBuffers(BUFFER, BUFFER));
      // Systems add room for their own book-keeping: Linux doubles it.
      assertThat(config.getOption(ChannelOption.SO_SNDBUF)).isBetween(BUFFER, 2 * BUFFER);
      assertThat(config.getOption(ChannelOption.SO_RCVBUF)).isBetween(BUFFER, 2 * BUFFER);
    }
  }

  @Test
  void aPortIsSharedIfBothSaySo() throws Exception {
    try (TestServer server = server()) {
      Listen shared = LOOPBACK.withReusePort(true);
      Binding first = server.transport.listen(shared, server);
      int port = ((InetSocketAddress) first.address()).getPort();
      Listen same = Listen.address("127.0.0.1", port);
      Binding second = server.transport.listen(same.withReusePort(true), server);
      assertThat(second.address()).isEqualTo(first.address());
      assertThatThrownBy(() -> server.transport.listen(same, server))
          .hasMessageContaining("in use");
    }
  }

  private TestServer server() {
    return new TestServer(
        sockets,
        Limits.defaults(),
        1_000,
        stream -> {
          opened.add(stream);
          return new Recorder(stream);
        });
  }

  /** The set-up of a connection that was accepted; it stays open until the server's end. */
  @SuppressWarnings("resource") // the client, as it says
  private ChannelConfig accept(TestServer server, Listen listen) throws Exception {
    server.listen(listen);
    Socket client = server.connect();
    ByteStream stream = opened.poll(30, TimeUnit.SECONDS);
    assertThat(stream).isInstanceOf(NettyStream.class);
    assertThat(client.isConnected()).isTrue();
    return ((NettyStream) stream).channel().config();
  }
}
