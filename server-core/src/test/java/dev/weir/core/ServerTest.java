package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.weir.Bytes;
import dev.weir.Door;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.StartException;
import dev.weir.http.Response;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.ConnectionRefusedException;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import dev.weir.testkit.memory.MemoryDatagramClient;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final InMemoryTransport transport = InMemoryTransport.threaded();

  @Test
  void servesAllKindsOfDoorsAtOnce() throws Exception {
    try (Server server =
        builder()
            .http(Listen.port(8080), http -> http.get("/", request -> Response.text("Hello")))
            .tcp(Listen.port(9000), tcp -> tcp.frames(Framing.lines(), Session::send))
            .udp(
                Listen.port(9001),
                udp -> udp.datagrams((datagram, reply) -> reply.send(datagram.payload())))
            .start()) {
      assertThat(server.doors())
          .extracting(Door::name, Door::kind, Door::port)
          .containsExactly(
              tuple("http:8080", "http", 8080),
              tuple("tcp:9000", "tcp", 9000),
              tuple("udp:9001", "udp", 9001));
      assertThat(server.isReady()).isTrue();
      try (MemoryClient http = connect(server, 0);
          MemoryClient tcp = connect(server, 1);
          MemoryDatagramClient udp = transport.openDatagrams()) {
        http.write(GET);
        assertThat(http.readUntil("Hello")).startsWith("HTTP/1.1 200");
        tcp.write("frame\n");
        assertThat(tcp.readUntil("\n")).startsWith("frame");
        udp.send("ping".getBytes(StandardCharsets.UTF_8), server.doors().get(2).address());
        assertThat(udp.receive().payload()).isEqualTo(Bytes.utf8("ping"));
      }
    }
    assertThat(transport.failures()).isEmpty();
  }

  @Test
  void connectMiddlewareRunsInOrderAndCanHandOnValues() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Server server =
        builder()
            .middleware(onConnect(connection -> seen.add("server " + connection.id())))
            .http(
                Listen.port(0),
                http ->
                    http.middleware(onConnect(connection -> seen.add("door " + connection.door())))
                        .get("/", request -> Response.text("Hello")))
            .start()) {
      try (MemoryClient client = connect(server, 0)) {
        client.write(GET);
        client.readUntil("Hello");
      }
    }
    assertThat(seen).containsExactly("server 1", "door http");
  }

  @Test
  void aRefusedConnectionIsClosedAndInnerMiddlewareDoesNotSeeIt() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Server server =
        builder()
            .middleware(
                onConnect(connection -> {
                  throw new ConnectionRefusedException("not you");
                }),
                onConnect(connection -> seen.add("inner")))
            .http(Listen.port(0), http -> http.get("/", request -> Response.text("Hello")))
            .start()) {
      try (MemoryClient client = connect(server, 0)) {
        client.awaitEnd();
        assertThat(client.receivedCount()).isZero();
      }
    }
    assertThat(seen).isEmpty();
    assertThat(transport.failures()).isEmpty();
  }

  @Test
  void theEndOfAConnectionIsToldOnce() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    List<Long> ends = new CopyOnWriteArrayList<>();
    try (Server server =
        builder()
            .middleware(
                onConnect(connection ->
                    connection.onEnd(() -> {
                      ends.add(connection.id());
                      ended.countDown();
                    })))
            .http(Listen.port(0), http -> http.get("/", request -> Response.text("Hello")))
            .start()) {
      MemoryClient client = connect(server, 0);
      client.write(GET);
      client.readUntil("Hello");
      client.reset();
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ends).containsExactly(1L);
  }

  @Test
  void atTheLimitOfConnectionsOneMoreWaitsUntilAnotherHasEnded() throws Exception {
    try (Server server =
        builder()
            .limits(Limits.defaults().with(Limits.MAX_CONNECTIONS, 1))
            .http(Listen.port(0), http -> http.get("/", request -> Response.text("Hello")))
            .start()) {
      MemoryClient first = connect(server, 0);
      first.write(GET);
      first.readUntil("Hello");
      try (MemoryClient second = connect(server, 0)) {
        second.write(GET);
        first.write(GET);
        first.readUntil("Hello"); // a whole round trip, in which the second wasn't answered
        assertThat(second.receivedCount()).isZero();
        first.close();
        assertThat(second.readUntil("Hello")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void beyondTheLimitOfAnAddressItsConnectionsAreClosed() throws Exception {
    try (Server server =
        builder()
            .limits(Limits.defaults().with(Limits.MAX_CONNECTIONS_PER_ADDRESS, 1))
            .http(Listen.port(0), http -> http.get("/", request -> Response.text("Hello")))
            .start()) {
      MemoryClient first = connect(server, 0);
      first.write(GET);
      first.readUntil("Hello");
      connect(server, 0).awaitEnd();
      first.close();
      first.awaitEnd();
      transport.run();
      try (MemoryClient third = connect(server, 0)) {
        third.write(GET);
        assertThat(third.readUntil("Hello")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void aStartThatFailsLeavesNothingOpen() {
    ServerBuilder builder =
        builder()
            .http(Listen.port(8080), http -> http.get("/", request -> Response.text("Hello")))
            .tcp(
                Listen.port(8080).withName("twin"),
                tcp -> tcp.frames(Framing.lines(), Session::send));
    assertThatThrownBy(builder::start)
        .isInstanceOf(StartException.class)
        .message()
        .contains("Door twin can't be opened", "8080");
    assertThatThrownBy(() -> transport.connect(new InetSocketAddress(8080)))
        .isInstanceOf(ConnectException.class);
    assertThat(transport.loops())
        .allSatisfy(loop ->
            assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class));
  }

  private ServerBuilder builder() {
    return Server.builder().transport(transport.provider()).shutdownOnSignal(false);
  }

  private MemoryClient connect(Server server, int door) throws Exception {
    SocketAddress address = server.doors().get(door).address();
    return transport.connect(address);
  }

  @FunctionalInterface
  private interface Connect {
    void connect(ConnectionContext connection) throws ConnectionRefusedException;
  }

  private static Middleware onConnect(Connect connect) {
    return new Middleware() {
      @Override
      public void connect(ConnectionContext connection) throws ConnectionRefusedException {
        connect.connect(connection);
      }
    };
  }
}
