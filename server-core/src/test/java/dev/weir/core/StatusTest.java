package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Connections.Refusal;
import dev.weir.DoorStatus.Datagrams.Drop;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.Usage;
import dev.weir.core.fake.Await;
import dev.weir.http.Response;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.ConnectionRefusedException;
import dev.weir.middleware.DatagramRefusedException;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.Framing;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import dev.weir.testkit.memory.MemoryDatagramClient;
import dev.weir.udp.DatagramHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Server#status} says, over the transport in memory. */
class StatusTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final InMemoryTransport transport = InMemoryTransport.threaded();

  private ServerBuilder builder() {
    return Server.builder().transport(transport.provider()).shutdownOnSignal(false);
  }

  private MemoryClient connect(Server server) throws Exception {
    return transport.connect(server.doors().getFirst().address());
  }

  private static DoorStatus.Connections connections(Server server) {
    return (DoorStatus.Connections) server.status().doors().getFirst();
  }

  private static DoorStatus.Datagrams datagrams(Server server) {
    return (DoorStatus.Datagrams) server.status().doors().getFirst();
  }

  private static void get(MemoryClient client) throws Exception {
    client.write(GET);
    client.readUntil("Hello");
  }

  @Test
  void aServerThatWasJustStartedHasDoneNothing() {
    try (Server server =
        builder()
            .limits(Limits.defaults().with(Limits.MAX_CONNECTIONS, 9).with(Limits.MAX_IN_FLIGHT, 7))
            .http(Listen.port(1), http -> http.get("/", request -> Response.ok()))
            .udp(Listen.port(2), udp -> udp.datagrams((datagram, reply) -> {}))
            .start()) {
      var status = server.status();
      assertThat(status.ready()).isTrue();
      assertThat(status.connections()).isEqualTo(new Usage(0, 9));
      assertThat(status.inFlight()).isEqualTo(new Usage(0, 7));
      DoorStatus.Handlers none = new DoorStatus.Handlers(0, 0, 0, Map.of());
      assertThat(status.doors())
          .containsExactly(
              new DoorStatus.Connections(server.doors().get(0), none, 0, 0, Map.of()),
              new DoorStatus.Datagrams(server.doors().get(1), none, 0, 0, Map.of()));
      assertThat(connections(server).refused()).containsOnlyKeys(Refusal.values());
    }
  }

  @Test
  void connectionsAreCountedAsTheyComeAndGo() throws Exception {
    AtomicBoolean refusing = new AtomicBoolean();
    Middleware refuser =
        new Middleware() {
          @Override
          public void connect(ConnectionContext connection) throws ConnectionRefusedException {
            if (refusing.get()) {
              throw new ConnectionRefusedException("not now");
            }
          }
        };
    Server server =
        builder()
            .limits(Limits.defaults().with(Limits.MAX_CONNECTIONS_PER_ADDRESS, 2))
            .middleware(refuser)
            .http(Listen.port(0), http -> http.get("/", request -> Response.text("Hello")))
            .start();
    try (server;
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      get(first);
      get(second);
      connect(server).awaitEnd();
      assertThat(connections(server).open()).isEqualTo(2);
      assertThat(connections(server).accepted()).isEqualTo(2);
      assertThat(connections(server).refused()).containsEntry(Refusal.ADDRESS_LIMIT, 1L);
      first.close();
      Await.until("the end of the first", () -> connections(server).open() == 1);
      Await.until("its permit", () -> server.status().connections().taken() == 1);
      refusing.set(true);
      connect(server).awaitEnd();
      Await.until("the end of the refused", () -> connections(server).open() == 1);
      assertThat(connections(server).accepted()).isEqualTo(2);
      assertThat(connections(server).refused())
          .isEqualTo(Map.of(Refusal.ADDRESS_LIMIT, 1L, Refusal.MIDDLEWARE, 1L));
    }
    assertThat(server.status().ready()).isFalse();
    assertThat(server.status().connections().taken()).isZero();
    assertThat(connections(server).open()).isZero();
    assertThat(connections(server).accepted()).isEqualTo(2);
    assertThat(transport.failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"VIRTUAL_THREAD", "CPU_POOL"})
  void handlersAreCountedFromTheirStartToTheirEnd(Dispatch dispatch) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Server server =
            builder()
                .tcp(
                    Listen.port(0),
                    tcp ->
                        tcp.frames(
                                Framing.lines(),
                                (session, frame) -> {
                                  go.await();
                                  session.send(frame);
                                })
                            .dispatch(dispatch))
                .start();
        MemoryClient client = connect(server)) {
      client.write("frame\n");
      Await.until("the handler", () -> connections(server).handlers().running() == 1);
      assertThat(server.status().inFlight().taken()).isEqualTo(1);
      go.countDown();
      client.readUntil("\n");
      Await.until("its end", () -> connections(server).handlers().running() == 0);
      assertThat(connections(server).handlers().started()).isEqualTo(1);
      assertThat(server.status().inFlight().taken()).isZero();
    }
  }

  @Test
  void handlersThatWaitedForAPlaceAreCountedToo() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Server server =
            builder()
                .limits(Limits.defaults().with(Limits.MAX_IN_FLIGHT, 1))
                .tcp(
                    Listen.port(0),
                    tcp ->
                        tcp.frames(
                            Framing.lines(),
                            (session, frame) -> {
                              go.await();
                              session.send(frame);
                            }))
                .start();
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      first.write("frame\n");
      Await.until("the handler", () -> connections(server).handlers().running() == 1);
      second.write("frame\n");
      Await.until("the frame", () -> second.unreadByServer() == 0);
      assertThat(connections(server).handlers().started()).isEqualTo(1);
      go.countDown();
      first.readUntil("\n");
      second.readUntil("\n");
      Await.until("the end of both", () -> connections(server).handlers().running() == 0);
      assertThat(connections(server).handlers().started()).isEqualTo(2);
    }
  }

  @Test
  void eachDatagramThatIsLostIsCountedUnderItsReason() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch slow = new CountDownLatch(1);
    Middleware refuser =
        new Middleware() {
          @Override
          public DatagramHandler datagrams(DatagramHandler next) {
            return (datagram, reply) -> {
              if (datagram.payload().utf8().equals("bad")) {
                throw new DatagramRefusedException("bad");
              }
              next.handle(datagram, reply);
            };
          }
        };
    Server server =
        builder()
            .limits(
                Limits.defaults()
                    .with(Limits.MAX_DATAGRAM, 10)
                    .with(Limits.MAX_DATAGRAMS_IN_FLIGHT, 1))
            .udp(
                Listen.port(0),
                udp ->
                    udp.middleware(refuser)
                        .datagrams((datagram, reply) -> {
                          if (datagram.payload().utf8().equals("slow")) {
                            slow.countDown();
                            go.await();
                          }
                          reply.send(datagram.payload());
                        }))
            .start();
    try (server;
        MemoryDatagramClient client = transport.openDatagrams()) {
      send(client, server, "longer than ten");
      Await.until("the long one", () -> datagrams(server).dropped().get(Drop.TOO_LARGE) == 1);
      send(client, server, "bad");
      Await.until("the refused one", () -> datagrams(server).dropped().get(Drop.MIDDLEWARE) == 1);
      Await.until("its end", () -> datagrams(server).handlers().running() == 0);
      send(client, server, "slow");
      assertThat(slow.await(30, TimeUnit.SECONDS)).isTrue();
      send(client, server, "no place");
      Await.until("the one dropped", () -> datagrams(server).dropped().get(Drop.BUSY) == 1);
      assertThat(datagrams(server).handlers().running()).isEqualTo(1);
      go.countDown();
      assertThat(client.receive().payload().utf8()).isEqualTo("slow");
      Await.until("its count", () -> datagrams(server).sent() == 1); // just after it was sent
      DoorStatus.Datagrams status = datagrams(server);
      assertThat(status.received()).isEqualTo(4);
      assertThat(status.dropped())
          .isEqualTo(
              Map.of(
                  Drop.TOO_LARGE,
                  1L,
                  Drop.MIDDLEWARE,
                  1L,
                  Drop.BUSY,
                  1L,
                  Drop.CLOSED,
                  0L,
                  Drop.UNSENT,
                  0L));
    }
    assertThat(datagrams(server).received()).isEqualTo(4);
  }

  @Test
  void aHandlerOfRequestsOverItsTimeIsCounted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (Server server =
            builder()
                .limits(Limits.defaults().with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(10)))
                .http(
                    Listen.port(0),
                    http ->
                        http.get(
                            "/",
                            request -> {
                              begun.countDown();
                              new CountDownLatch(1).await();
                              return Response.ok();
                            }))
                .start();
        MemoryClient client = connect(server)) {
      client.write(GET);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      transport.advance(Duration.ofSeconds(11));
      Await.until("the timeout", () -> connections(server).handlers().timedOut() == 1);
      Await.until("its end", () -> connections(server).handlers().running() == 0);
    }
  }

  @Test
  void aHandlerOfDatagramsOverItsTimeIsCounted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (Server server =
            builder()
                .limits(Limits.defaults().with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(10)))
                .udp(
                    Listen.port(0),
                    udp ->
                        udp.datagrams((datagram, reply) -> {
                          begun.countDown();
                          new CountDownLatch(1).await();
                        }))
                .start();
        MemoryDatagramClient client = transport.openDatagrams()) {
      send(client, server, "x");
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      transport.advance(Duration.ofSeconds(11));
      Await.until("the timeout", () -> datagrams(server).handlers().timedOut() == 1);
      Await.until("its end", () -> datagrams(server).handlers().running() == 0);
    }
  }

  private static void send(MemoryDatagramClient client, Server server, String text) {
    client.send(text.getBytes(StandardCharsets.UTF_8), server.doors().getFirst().address());
  }
}
