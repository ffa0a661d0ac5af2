package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.tcp.Framing;
import dev.weir.tcp.TcpConnection;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.MemoryClient;
import dev.weir.testkit.memory.MemoryOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Handlers on virtual threads that wait for bodies, for room to write and for bytes of a blocking
 * connection: over memory all of it comes in the same order again.
 */
class SameSeedTest {
  private static final int CLIENTS = 12;
  private static final long WATERMARK = 4_096;
  private static final int UPLOAD = 750;
  private static final int PARTS = 6; // more than the watermark and the window take
  private static final byte[] PART =
      "0123456789abcdef".repeat(64).getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  @Test
  void theSameSeedGivesTheSameTraceByteByByte() throws IOException {
    List<String> first = run(1);
    List<String> other = run(3);
    assertThat(mostAtOnce.get()).as("handlers that wait at the same time").isGreaterThan(1);
    assertThat(run(1)).isEqualTo(first);
    assertThat(run(3)).isEqualTo(other);
    assertThat(other).as("another seed").isNotEqualTo(first);
  }

  private List<String> run(long seed) throws IOException {
    InMemoryTransport memory =
        MemoryOptions.manual()
            .withLoops(2)
            .withSeed(seed)
            .withWindow(500)
            .withMovingTime()
            .withTrace()
            .open();
    try (memory) {
      Server server =
          Server.builder()
              .transport(memory.provider())
              .shutdownOnSignal(false)
              .limits(Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, WATERMARK))
              .http(Listen.port(0), this::routes)
              .tcp(
                  Listen.port(0),
                  tcp ->
                      tcp.frames(
                          Framing.lines(),
                          (session, frame) -> {
                            for (int i = 0; i < PARTS; i++) {
                              session.send(frame);
                            }
                          }))
              .tcp(Listen.port(0), tcp -> tcp.blocking(SameSeedTest::echo))
              .start();
      Random random = new Random(seed);
      List<MemoryClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int kind = i % 3;
        SocketAddress address = server.doors().get(kind).address();
        MemoryClient client = memory.connect(address, Link.chaos(random.nextLong()));
        client.stopReading();
        client.write(
            switch (kind) {
              case 0 ->
                  "POST /both HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                      + UPLOAD
                      + "\r\n\r\n"
                      + "u".repeat(UPLOAD);
              default -> ("line of " + i + " ").repeat(80) + "\n";
            });
        if (kind != 0) {
          client.finish();
        }
        clients.add(client);
      }
      memory.run(); // all wait for room now, or for bytes that are late
      for (MemoryClient client : clients) {
        client.startReading();
      }
      for (MemoryClient client : clients) {
        assertThat(client.readToEnd()).isNotEmpty();
      }
      List<String> trace = memory.trace();
      assertThat(memory.shutDown(server).cut()).isZero();
      assertThat(memory.failures()).isEmpty();
      return trace;
    }
  }

  private void routes(HttpRoutes http) {
    http.post("/both", this::readAndWrite);
  }

  private Response readAndWrite(Request request) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    long read = 0;
    try (InputStream body = request.body().asInputStream()) {
      byte[] some = new byte[350];
      for (int count = body.read(some); count >= 0; count = body.read(some)) {
        read += count;
      }
    } finally {
      atOnce.decrementAndGet();
    }
    assertThat(read).isEqualTo(UPLOAD);
    return Response.stream(
        MediaType.TEXT,
        sink -> {
          for (int i = 0; i < PARTS; i++) {
            sink.write(Bytes.copyOf(PART));
            sink.flush();
          }
        });
  }

  private static void echo(TcpConnection connection) throws IOException {
    byte[] some = new byte[300];
    InputStream in = connection.input();
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      connection.output().write(some, 0, count);
      connection.output().flush();
    }
  }
}
