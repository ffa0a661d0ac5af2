package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class AcceptingTest {
  @Parameter NativeTransport sockets;

  private TestServer server(int permits) throws IOException {
    TestServer server = new TestServer(sockets, Limits.defaults(), permits, StreamTest.Echo::new);
    server.listen(Listen.address("127.0.0.1", 0));
    return server;
  }

  private static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  @Test
  void noConnectionIsAcceptedWithoutAPermit() throws Exception {
    try (TestServer server = server(2);
        Socket first = server.connect();
        Socket second = server.connect();
        Socket third = server.connect()) {
      echo(first);
      echo(second);
      third.getOutputStream().write('y');
      server.turns(20);
      assertThat(server.accepted).hasValue(2);
      assertThat(server.permits.availablePermits()).isZero();

      first.close(); // its permit goes to the third, which waited in the backlog
      assertThat(third.getInputStream().read()).isEqualTo('y');
      assertThat(server.accepted).hasValue(3);
    }
  }

  @Test
  void aRefusedPermitIsNotAskedForAgainAndAgain() throws Exception {
    try (TestServer server = server(1);
        Socket first = server.connect();
        Socket second = server.connect()) {
      echo(first);
      second.getOutputStream().write('y');
      server.turns(20);
      assertThat(server.refusals.get()).isBetween(1, 4);
      assertThat(server.accepted).hasValue(1);
    }
  }

  @Test
  void connectionsAreSpreadOverTheLoops() throws Exception {
    try (TestServer server = server(100)) {
      List<Socket> open = new ArrayList<>();
      Set<Thread> threads = new HashSet<>();
      for (int i = 0; i < 8; i++) {
        open.add(server.connect());
        threads.add(server.connections.poll(30, TimeUnit.SECONDS).loop().thread());
      }
      assertThat(threads).hasSize(2);
      assertThat(threads).allMatch(thread -> thread.getName().matches("weir-netty-[01]"));
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void closingServesWhatTheBacklogHoldsAndThenRefuses() throws Exception {
    try (TestServer server = server(0)) {
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(server.connect());
      }
      server.permits.release(100);
      server.binding().close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      for (Socket socket : waiting) {
        echo(socket);
      }
      assertThat(server.accepted).hasValue(20);
      int port = server.port();
      assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
      server.binding().close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      for (Socket socket : waiting) {
        socket.close();
      }
      for (int i = 0; i < 20; i++) {
        assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      }
      assertThat(server.permits.availablePermits()).isEqualTo(100);
    }
  }

  @Test
  void anAcceptorThatFailsCostsOneConnectionAndNoPermit() throws Exception {
    NettyTransport transport = new NettyTransport(sockets, TlsChoice.AUTO, 1, 2, Limits.defaults());
    transport.start();
    TestServer permits = new TestServer(sockets, Limits.defaults(), 5, StreamTest.Echo::new);
    try (transport;
        permits) {
      CompletableFuture<Void> failed = new CompletableFuture<>();
      Binding binding =
          transport.listen(
              Listen.address("127.0.0.1", 0),
              new dev.weir.spi.transport.ConnectionAcceptor() {
                @Override
                public boolean tryAcquirePermit() {
                  return permits.tryAcquirePermit();
                }

                @Override
                public void releasePermit() {
                  permits.releasePermit();
                }

                @Override
                public ConnectionHandler accepted(
                    dev.weir.spi.transport.TransportConnection connection) {
                  failed.complete(null);
                  throw new IllegalStateException("meant to fail");
                }
              });
      int port = ((InetSocketAddress) binding.address()).getPort();
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setSoTimeout(30_000);
        failed.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNotEqualTo(-1))
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(permits.permits.availablePermits()).isEqualTo(5);
    }
  }

  @Test
  void anAddressInUseIsNamedWithWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        NettyTransport transport =
            new NettyTransport(sockets, TlsChoice.AUTO, 1, 2, Limits.defaults())) {
      transport.start();
      assertThatThrownBy(() ->
              transport.listen(Listen.address("127.0.0.1", taken.getLocalPort()), new Refusing()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use")
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void aForeignAddressAndAnUnknownNameAreNamed() throws Exception {
    try (NettyTransport transport =
        new NettyTransport(sockets, TlsChoice.AUTO, 1, 2, Limits.defaults())) {
      transport.start();
      assertThatThrownBy(() -> transport.listen(Listen.address("192.0.2.1", 0), new Refusing()))
          .hasMessageContaining("192.0.2.1")
          .hasMessageContaining("isn't an address of this machine");
      assertThatThrownBy(
              () -> transport.listen(Listen.address("no-such-host.invalid", 80), new Refusing()))
          .hasMessageContaining("no-such-host.invalid:80");
    }
  }

  static class Refusing implements dev.weir.spi.transport.ConnectionAcceptor {
    @Override
    public boolean tryAcquirePermit() {
      return false;
    }

    @Override
    public void releasePermit() {
      throw new AssertionError("nothing was acquired");
    }

    @Override
    public ConnectionHandler accepted(dev.weir.spi.transport.TransportConnection connection) {
      throw new AssertionError("nothing was permitted");
    }
  }
}
