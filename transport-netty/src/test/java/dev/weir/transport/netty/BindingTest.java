package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.DatagramBinding;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What sockets are bound to, and with which options. */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class BindingTest {
  @Parameter NativeTransport sockets;

  private NettyTransport started() {
    NettyTransport transport = new NettyTransport(sockets, TlsChoice.AUTO, 1, 2, Limits.defaults());
    transport.start();
    return transport;
  }

  @Test
  void aBarePortMeansBothKindsOfAddresses() throws Exception {
    assumeIpv6();
    try (TestServer server = server(Listen.port(0))) {
      assertEchoes("127.0.0.1", server.port());
      assertEchoes("::1", server.port());
    }
  }

  @Test
  void theWildcardOfIpv4MeansIpv4OnlyOrIsRefused() throws Exception {
    assumeIpv6();
    Listen ipv4 = Listen.address("0.0.0.0", 0);
    if (sockets == NativeTransport.IO_URING || sockets == NativeTransport.KQUEUE) {
      try (NettyTransport transport = started()) {
        assertThatThrownBy(() -> transport.listen(ipv4, new AcceptingTest.Refusing()))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("0.0.0.0")
            .hasMessageContaining("listen on one address");
      }
      return;
    }
    try (TestServer server = server(ipv4)) {
      assertEchoes("127.0.0.1", server.port());
      int port = server.port();
      assertThatThrownBy(() -> new Socket("::1", port).close()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void datagramsComeToABarePortFromBothKindsOfAddressesAndToIpv4sWildcardFromIts()
      throws Exception {
    assumeIpv6();
    try (NettyTransport transport = started()) {
      CompletableFuture<Integer> both = new CompletableFuture<>();
      DatagramBinding dual =
          transport.bindDatagrams(Listen.port(0), (payload, from) -> both.complete(from(payload)));
      send("::1", port(dual.address()), 6);
      assertThat(both.get(30, TimeUnit.SECONDS)).isEqualTo(6);

      CompletableFuture<Integer> one = new CompletableFuture<>();
      DatagramBinding ipv4 =
          transport.bindDatagrams(
              Listen.address("0.0.0.0", 0), (payload, from) -> one.complete(from(payload)));
      try (DatagramSocket free =
          new DatagramSocket(new InetSocketAddress("::1", port(ipv4.address())))) {
        assertThat(free.isBound()).isTrue(); // for it wasn't taken
      }
      send("127.0.0.1", port(ipv4.address()), 4);
      assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(4);
    }
  }

  @Test
  void aPortIsSharedIfThatIsAskedForAndNotOtherwise() throws Exception {
    try (NettyTransport transport = started()) {
      Listen shared = Listen.address("127.0.0.1", 0).withReusePort(true);
      Binding first = transport.listen(shared, new AcceptingTest.Refusing());
      Listen same = Listen.on(first.address());
      transport.listen(same.withReusePort(true), new AcceptingTest.Refusing());
      assertThatThrownBy(() -> transport.listen(same, new AcceptingTest.Refusing()))
          .hasMessageContaining("in use");

      DatagramBinding datagrams = transport.bindDatagrams(shared, (payload, from) -> {});
      Listen sameDatagrams = Listen.on(datagrams.address());
      transport.bindDatagrams(sameDatagrams.withReusePort(true), (payload, from) -> {});
      assertThatThrownBy(() -> transport.bindDatagrams(sameDatagrams, (payload, from) -> {}))
          .hasMessageContaining("in use");
    }
  }

  @Test
  void anEmptyDatagramComesAndGoesBack() throws Exception {
    try (NettyTransport transport = started();
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CompletableFuture<DatagramBinding> bound = new CompletableFuture<>();
      DatagramBinding binding =
          transport.bindDatagrams(
              Listen.address("127.0.0.1", 0),
              (payload, from) -> {
                assertThat(payload.remaining()).isZero();
                bound.join().send(Bytes.empty(), from);
              });
      bound.complete(binding);
      client.setSoTimeout(30_000);
      client.send(new DatagramPacket(new byte[0], 0, binding.address()));
      DatagramPacket answer = new DatagramPacket(new byte[10], 10);
      client.receive(answer);
      assertThat(answer.getLength()).isZero();
      assertThat(answer.getSocketAddress()).isEqualTo(binding.address());
      assertThat(binding.oversized() + binding.unsent()).isZero();
    }
  }

  @Test
  void aDatagramThatTheSystemRefusesIsCounted() throws Exception {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (NettyTransport transport = started()) {
      DatagramBinding binding =
          transport.bindDatagrams(Listen.address("127.0.0.1", 0), (payload, from) -> {});
      binding.send(Bytes.utf8("lost"), nobody);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (binding.unsent() == 0 && System.nanoTime() < deadline) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        binding.loop().execute(() -> turn.complete(null));
        turn.get(30, TimeUnit.SECONDS);
      }
      assertThat(binding.unsent()).isEqualTo(1);
    }
  }

  @Test
  void aDatagramSocketsAddressIsFreeOnceItIsClosed() throws Exception {
    try (NettyTransport transport = started()) {
      SocketAddress address = new InetSocketAddress("127.0.0.1", 0);
      for (int i = 0; i < 20; i++) {
        DatagramBinding binding = transport.bindDatagrams(Listen.on(address), (p, from) -> {});
        address = binding.address();
        CompletionStage<Void> closed = binding.close();
        closed.toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
    }
  }

  private TestServer server(Listen listen) throws IOException {
    TestServer server = new TestServer(sockets, Limits.defaults(), 10, StreamTest.Echo::new);
    server.listen(listen);
    return server;
  }

  private static void assertEchoes(String host, int port) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }

  private static void send(String host, int port, int value) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(new byte[] {(byte) value}, 1, new InetSocketAddress(host, port)));
    }
  }

  private static int from(LentBytes payload) {
    return payload.readByte();
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  private static void assumeIpv6() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      assertThat(probe.isBound()).isTrue();
    } catch (IOException e) {
      assumeTrue(false, "IPv6 isn't here: " + e);
    }
  }
}
