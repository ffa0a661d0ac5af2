package dev.weir.testkit.transport;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.config.Settings;
import dev.weir.http.BodyWriter;
import dev.weir.http.EventStream;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.content.EntityTag;
import dev.weir.http.content.Representation;
import dev.weir.spi.Contract;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on a transport under test, and clients of it. */
final class ServedHttp implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  /** Letters in a state that has a tag and a time. */
  private static final Representation LETTERS =
      Representation.bytes(MediaType.TEXT, Bytes.utf8("abcdefghij"))
          .withTag(EntityTag.strong("v1"))
          .withLastModified(Instant.parse("2025-01-01T00:00:00Z"));

  private static final BodyWriter HELLO = sink -> sink.write(Bytes.utf8("Hello"));

  private static final BodyWriter BREAKS =
      sink -> {
        sink.write(Bytes.utf8("Hello"));
        sink.flush();
        throw new IllegalStateException("A handler that fails behind the head, as the test has it");
      };

  private final TransportUnderTest underTest;
  private final Server server;
  private final Dial dial;
  private final BlockingQueue<String> told;
  private final CompletableFuture<Path> file;

  /** Connects a client, which would like to speak that protocol. */
  @FunctionalInterface
  interface Dial {
    Peer connect(SocketAddress address, String protocol) throws IOException;
  }

  private ServedHttp(
      TransportUnderTest underTest,
      Server server,
      Dial dial,
      BlockingQueue<String> told,
      CompletableFuture<Path> file) {
    this.underTest = underTest;
    this.server = server;
    this.dial = dial;
    this.told = told;
    this.file = file;
  }

  static ServedHttp start(TransportUnderTest underTest, Listen listen, Dial dial) {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    CompletableFuture<Path> file = new CompletableFuture<>();
    Server server =
        Server.builder()
            .transport(new Given(underTest))
            .limits(Limits.defaults().with(Limits.SHUTDOWN_GRACE, Duration.ZERO))
            .shutdownOnSignal(false)
            .http(listen, http -> routes(http, told, file))
            .start();
    return new ServedHttp(underTest, server, dial, told, file);
  }

  private static void routes(
      HttpRoutes http, BlockingQueue<String> told, CompletableFuture<Path> file) {
    http.get("/hello", request -> Response.text("Hello"))
        .post("/echo", request -> Response.text(request.body().readText()))
        .get("/ws", request -> WebSockets.standard().messages(WebSocket::send))
        .get(
            "/events",
            request ->
                EventStream.of(events -> {
                  events.send("first");
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    told.add("interrupted");
                    throw e;
                  }
                }))
        .get("/letters", LETTERS::answer)
        .get(
            "/file/{length}",
            request ->
                Response.file(
                    MediaType.TEXT,
                    file.join(),
                    1,
                    Long.parseLong(request.pathParameter("length"))))
        .get("/none", request -> Response.noContent())
        .get("/streamed", request -> Response.stream(MediaType.TEXT, HELLO))
        .get("/sized", request -> Response.ok().withBody(new ResponseBody.Streamed(5, HELLO)))
        .get("/breaks", request -> Response.stream(MediaType.TEXT, BREAKS))
        .get(
            "/breaks/sized",
            request -> Response.ok().withBody(new ResponseBody.Streamed(1_000, BREAKS)));
  }

  Peer connect(String protocol) throws IOException {
    return dial.connect(server.doors().getFirst().address(), protocol);
  }

  Http2Peer connectHttp2() throws IOException {
    return Http2Peer.greet(connect("h2"));
  }

  /** Answers with so many bytes of this file, behind its first, at {@code /file/{length}}. */
  void offer(Path given) {
    file.complete(given);
  }

  /** What a handler has told next. */
  String told() throws InterruptedException {
    return String.valueOf(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** Begins to shut down, beside the test's thread. */
  CompletableFuture<ShutdownReport> shutdown() {
    CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> report.complete(server.shutdown()));
    return report;
  }

  /** The report, once the last client has gone; time passes meanwhile. */
  ShutdownReport endAfter(AutoCloseable last, CompletableFuture<ShutdownReport> report)
      throws Exception {
    last.close();
    underTest.pass(Duration.ofSeconds(2));
    return Served.get("the shutdown", report);
  }

  @Override
  public void close() {
    server.close();
  }

  private record Given(TransportUnderTest underTest) implements TransportProvider {
    @Override
    public String name() {
      return "under-test";
    }

    @Override
    public int contractVersion() {
      return Contract.VERSION;
    }

    @Override
    public Transport create(Settings settings, Limits limits) {
      return underTest.create(limits);
    }
  }
}
