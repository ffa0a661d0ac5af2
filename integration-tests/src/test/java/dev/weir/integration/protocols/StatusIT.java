package dev.weir.integration.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Connections.Refusal;
import dev.weir.DoorStatus.Datagrams.Drop;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says of itself is the same on both transports. */
class StatusIT {
  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void connectionsAndHandlersAreCounted(String transport) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Server server =
        Server.builder()
            .transport(transport)
            .shutdownOnSignal(false)
            .limits(
                Limits.defaults()
                    .with(Limits.MAX_CONNECTIONS, 10)
                    .with(Limits.MAX_CONNECTIONS_PER_ADDRESS, 1))
            .http(
                Listen.address("127.0.0.1", 0),
                http ->
                    http.get(
                        "/",
                        request -> {
                          go.await();
                          return Response.text("Hello");
                        }))
            .start();
    try (server) {
      try (Socket client = connect(server)) {
        client.getOutputStream().write(GET);
        await(() -> connections(server).handlers().running() == 1);
        assertThat(connections(server).open()).isEqualTo(1);
        assertThat(server.status().connections().limit()).isEqualTo(10);
        assertThat(server.status().connections().taken()).isPositive();
        assertThat(server.status().inFlight().taken()).isEqualTo(1);
        try (Socket second = connect(server)) {
          assertThat(isEnded(second)).isTrue();
        }
        assertThat(connections(server).refused())
            .containsEntry(Refusal.ADDRESS_LIMIT, 1L)
            .containsEntry(Refusal.MIDDLEWARE, 0L);
        go.countDown();
        assertThat(client.getInputStream().read()).isEqualTo('H');
        await(() -> connections(server).handlers().running() == 0);
      }
      await(() -> connections(server).open() == 0);
      assertThat(connections(server).accepted()).isEqualTo(1);
      assertThat(connections(server).handlers().started()).isEqualTo(1);
    }
    assertThat(server.status().ready()).isFalse();
    assertThat(connections(server).accepted()).isEqualTo(1);
    assertThat(server.status().connections().taken()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void datagramsAreCountedThatCameWereSentAndWereDropped(String transport) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Server server =
            Server.builder()
                .transport(transport)
                .shutdownOnSignal(false)
                .limits(
                    Limits.defaults()
                        .with(Limits.MAX_DATAGRAM, 10)
                        .with(Limits.MAX_DATAGRAMS_IN_FLIGHT, 1))
                .udp(
                    Listen.address("127.0.0.1", 0),
                    udp ->
                        udp.datagrams((datagram, reply) -> {
                          go.await();
                          reply.send(datagram.payload());
                        }))
                .start();
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      client.setSoTimeout(30_000);
      send(client, server, 11);
      await(() -> datagrams(server).dropped().get(Drop.TOO_LARGE) == 1);
      send(client, server, 1);
      await(() -> datagrams(server).handlers().running() == 1);
      send(client, server, 1);
      await(() -> datagrams(server).dropped().get(Drop.BUSY) == 1);
      go.countDown();
      client.receive(new DatagramPacket(new byte[10], 10));
      await(() -> datagrams(server).sent() == 1);
      assertThat(datagrams(server).received()).isEqualTo(3);
    }
  }

  private static Socket connect(Server server) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
    client.setSoTimeout(30_000);
    return client;
  }

  private static boolean isEnded(Socket client) throws IOException {
    try {
      return client.getInputStream().read() == -1;
    } catch (SocketException e) {
      return true; // it was reset
    }
  }

  private static void send(DatagramSocket client, Server server, int length) throws IOException {
    client.send(new DatagramPacket(new byte[length], length, server.doors().getFirst().address()));
  }

  private static DoorStatus.Connections connections(Server server) {
    return (DoorStatus.Connections) server.status().doors().getFirst();
  }

  private static DoorStatus.Datagrams datagrams(Server server) {
    return (DoorStatus.Datagrams) server.status().doors().getFirst();
  }

  private static void await(BooleanSupplier condition) throws TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("The status doesn't become what it is to be");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
