package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.ShutdownReport;
import dev.weir.core.fake.Await;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.transport.CloseCause;
import dev.weir.tcp.Framing;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Limits NO_PATIENCE =
      Limits.defaults().with(Limits.SHUTDOWN_TIMEOUT, Duration.ZERO);

  private final InMemoryTransport transport = InMemoryTransport.threaded();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  /** A handler that says when it runs, and waits to be released. */
  private final HttpHandler blocking =
      request -> {
        blocked();
        return Response.text("Hello");
      };

  private void blocked() throws InterruptedException {
    entered.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @AfterEach
  void noHandlerIsLeftBehind() {
    release.countDown();
    assertThat(transport.failures()).isEmpty();
  }

  @Test
  void anIdleConnectionIsClosedAndNothingIsCut() throws Exception {
    Server server = start(Limits.defaults(), request -> Response.text("Hello"));
    MemoryClient client = connect(server);
    client.write(GET);
    client.readUntil("Hello");
    ShutdownReport report = whileTimePasses(CompletableFuture.supplyAsync(server::shutdown));
    assertThat(client.readToEnd()).isEmpty();
    assertThat(report.cut()).isZero();
  }

  @Test
  void aRunningHandlerFinishesAndItsAnswerArrives() throws Exception {
    Server server = start(Limits.defaults(), blocking);
    MemoryClient client = connect(server);
    client.write(GET);
    entered.await();
    CompletableFuture<ShutdownReport> end = CompletableFuture.supplyAsync(server::shutdown);
    awaitNoMoreAccepting(server);
    assertThat(server.isReady()).isFalse();
    release.countDown();
    assertThat(client.readUntil("Hello")).startsWith("HTTP/1.1 200");
    ShutdownReport report = whileTimePasses(end);
    assertThat(client.readToEnd()).isEmpty();
    assertThat(report.finished()).isEqualTo(1);
    assertThat(report.cut()).isZero();
  }

  @Test
  void aHandlerBeyondTheDeadlineIsInterruptedAndItsConnectionReset() throws Exception {
    Server server = start(NO_PATIENCE, blocking);
    MemoryClient client = connect(server);
    client.write(GET);
    entered.await();
    ShutdownReport report = server.shutdown();
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    client.awaitEnd();
    assertThat(client.isReset()).isTrue();
    assertThat(report.cut()).isEqualTo(1);
    assertThat(report.finished()).isZero();
  }

  @Test
  void theHandlerOfAFrameBeyondTheDeadlineIsInterrupted() throws Exception {
    Server server =
        builder()
            .limits(NO_PATIENCE)
            .tcp(Listen.port(0), tcp -> tcp.frames(Framing.lines(), (session, frame) -> blocked()))
            .start();
    connect(server).write("line\n");
    entered.await();
    assertThat(server.shutdown().cut()).isEqualTo(1);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRequestThatWaitedInTheBacklogIsAnswered() throws Exception {
    Server server =
        Server.builder()
            .transport(transport.provider())
            .shutdownOnSignal(false)
            .http(Listen.port(0), http -> http.dispatch(Dispatch.EVENT_LOOP).get("/", blocking))
            .start();
    MemoryClient first = connect(server);
    first.write(GET);
    entered.await(); // the only loop is held: nobody can accept
    MemoryClient second = connect(server);
    second.write(GET);
    CompletableFuture<ShutdownReport> end = CompletableFuture.supplyAsync(server::shutdown);
    awaitNotReady(server);
    release.countDown();
    assertThat(first.readUntil("Hello")).startsWith("HTTP/1.1 200");
    assertThat(second.readUntil("Hello")).startsWith("HTTP/1.1 200");
    assertThat(whileTimePasses(end).cut()).isZero();
  }

  @Test
  void shutdownNowCutsAtOnce() throws Exception {
    Server server = start(Limits.defaults(), blocking);
    MemoryClient client = connect(server);
    client.write(GET);
    entered.await();
    assertThat(server.shutdownNow().cut()).isEqualTo(1);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shutdownNowEndsTheGraceTime() throws Exception {
    Server server =
        start(
            Limits.defaults().with(Limits.SHUTDOWN_GRACE, Duration.ofHours(1)),
            request -> Response.text("Hello"));
    CompletableFuture<ShutdownReport> end = CompletableFuture.supplyAsync(server::shutdown);
    awaitNotReady(server);
    for (int i = 0; i < 100; i++) { // the grace time: it isn't ready, and serves whoever comes
      MemoryClient client = connect(server);
      client.write(GET);
      assertThat(client.readUntil("Hello"))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("Connection: close");
    }
    ShutdownReport report = server.shutdownNow();
    assertThat(end.get(20, TimeUnit.SECONDS)).isSameAs(report);
  }

  @Test
  void anInterruptOfTheOneWhoWaitsCutsAndStaysSet() throws Exception {
    Server server = start(Limits.defaults(), blocking);
    connect(server).write(GET);
    entered.await();
    AtomicReference<ShutdownReport> report = new AtomicReference<>();
    CompletableFuture<Boolean> status = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              report.set(server.shutdown());
              status.complete(Thread.currentThread().isInterrupted());
            });
    awaitNotReady(server);
    waiting.interrupt();
    assertThat(status.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(report.get().cut()).isEqualTo(1);
  }

  @Test
  void allWhoAskGetTheSameReport() throws Exception {
    Server server = start(Limits.defaults(), request -> Response.text("Hello"));
    CompletableFuture<ShutdownReport> one = CompletableFuture.supplyAsync(server::shutdown);
    CompletableFuture<ShutdownReport> other = CompletableFuture.supplyAsync(server::shutdown);
    ShutdownReport report = server.awaitTermination();
    assertThat(one.get(20, TimeUnit.SECONDS)).isSameAs(report);
    assertThat(other.get(20, TimeUnit.SECONDS)).isSameAs(report);
    assertThat(server.shutdownNow()).isSameAs(report);
    server.close();
  }

  @Test
  void aHandlerCannotWaitForItself() throws Exception {
    AtomicReference<Server> server = new AtomicReference<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    HttpHandler suicidal =
        request -> {
          try {
            return Response.text(server.get().shutdown().toString());
          } catch (IllegalStateException e) {
            thrown.complete(e);
            throw e;
          }
        };
    server.set(start(Limits.defaults(), suicidal));
    connect(server.get()).write(GET);
    assertThat(thrown.get(20, TimeUnit.SECONDS)).hasMessageContaining("startVirtualThread");
    assertThat(server.get().isReady()).isTrue();
    server.get().shutdownNow();
  }

  @Test
  void anEventLoopCannotWaitForItself() throws Exception {
    Server server = start(Limits.defaults(), request -> Response.text("Hello"));
    CompletableFuture<ShutdownReport> refused =
        CompletableFuture.supplyAsync(server::shutdown, transport.loops().getFirst());
    assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    server.shutdown();
  }

  @Test
  void peersAreToldBeforeTheyAreCut() throws Exception {
    Stubborn protocol = new Stubborn();
    Server server =
        Server.builder()
            .transport(transport.provider())
            .shutdownOnSignal(false)
            .limits(NO_PATIENCE)
            .tcp(Listen.port(0), tcp -> tcp.protocol(protocol))
            .start();
    MemoryClient client = connect(server);
    client.write("x");
    protocol.opened.await();
    ShutdownReport report = server.shutdown();
    client.awaitEnd();
    assertThat(protocol.events)
        .containsExactly("drain", "closed " + new CloseCause(CloseCause.Kind.SHUTDOWN, null));
    assertThat(report.cut()).isEqualTo(1);
  }

  /** A protocol that does nothing about being told. */
  private static final class Stubborn implements Protocol {
    final List<String> events = new CopyOnWriteArrayList<>();
    final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public String name() {
      return "stubborn";
    }

    @Override
    public StreamOpener bind(ProtocolSetup setup) {
      return context -> handler(context);
    }

    private ProtocolHandler handler(ProtocolContext context) {
      return new ProtocolHandler() {
        @Override
        public void drain() {
          events.add("drain");
        }

        @Override
        public int input(LentBytes input) {
          opened.countDown();
          return 2;
        }

        @Override
        public void inputEnded(LentBytes rest) {}

        @Override
        public void closed(CloseCause cause) {
          events.add("closed " + cause);
        }
      };
    }
  }

  private Server start(Limits limits, HttpHandler handler) {
    return builder().limits(limits).http(Listen.port(0), http -> http.get("/", handler)).start();
  }

  private ServerBuilder builder() {
    return Server.builder().transport(transport.provider()).shutdownOnSignal(false);
  }

  private MemoryClient connect(Server server) throws IOException {
    return transport.connect(server.doors().getFirst().address());
  }

  /** Moves the transport's clock until the server has ended. */
  private ShutdownReport whileTimePasses(CompletableFuture<ShutdownReport> end) throws Exception {
    Thread clock =
        Thread.ofPlatform()
            .start(() -> {
              while (!end.isDone()) {
                transport.advance(Duration.ofMillis(10));
              }
            });
    ShutdownReport report = end.get(20, TimeUnit.SECONDS);
    clock.join();
    return report;
  }

  private static void awaitNotReady(Server server) {
    Await.until("not ready", () -> !server.isReady());
  }

  private void awaitNoMoreAccepting(Server server) {
    Await.until("no more accepting", () -> !accepts(server));
  }

  private boolean accepts(Server server) {
    try {
      connect(server).reset();
      return true;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("backlog is full");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
