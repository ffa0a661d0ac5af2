package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.core.fake.NumberCodec;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import dev.weir.tcp.TcpDoor;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP doors over real sockets. */
class TcpDoorsIT {
  private final List<Socket> clients = new ArrayList<>();
  private @Nullable Server server;

  @AfterEach
  void closeAll() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private Server start(Limits limits, Consumer<TcpDoor> door) {
    Server started =
        Server.builder()
            .transport("nio")
            .codec(new NumberCodec())
            .shutdownOnSignal(false)
            .limits(limits)
            .tcp(Listen.port(0), door)
            .start();
    server = started;
    return started;
  }

  private static Limits quickEnd() {
    return Limits.defaults().with(Limits.LINGER_TIMEOUT, Duration.ofMillis(200));
  }

  private Socket connect(Server to) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), to.doors().getFirst().port());
    client.setSoTimeout(30_000);
    clients.add(client);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aBlockingEchoGivesBackAMegabyteAndTheEnd() throws Exception {
    Server echo = start(quickEnd(), tcp -> tcp.blocking(c -> c.input().transferTo(c.output())));
    Socket client = connect(echo);
    byte[] sent = new byte[1 << 20];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + (i >> 10));
    }
    CompletableFuture<Void> writing =
        onVirtualThread(() -> {
          OutputStream output = client.getOutputStream();
          for (int at = 0; at < sent.length; at += 10_007) {
            output.write(sent, at, Math.min(10_007, sent.length - at));
          }
          client.shutdownOutput();
        });
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
    writing.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void pipelinedFramesAreAllAnsweredInOrder(Dispatch dispatch) throws Exception {
    Server echo =
        start(
            quickEnd(),
            tcp -> tcp.frames(Framing.lengthPrefixed(), Session::send).dispatch(dispatch));
    int frames = 20_000;
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      Socket client = connect(echo);
      running.add(
          onVirtualThread(() -> {
            DataOutputStream output = new DataOutputStream(client.getOutputStream());
            byte[] wire = new byte[frames * 12];
            for (int i = 0; i < frames; i++) {
              wire[12 * i + 3] = 8;
              wire[12 * i + 4] = (byte) (i >> 8);
              wire[12 * i + 5] = (byte) i;
            }
            output.write(wire);
            client.shutdownOutput();
          }));
      running.add(
          onVirtualThread(() -> {
            DataInputStream input = new DataInputStream(client.getInputStream());
            for (int i = 0; i < frames; i++) {
              assertThat(input.readInt()).isEqualTo(8);
              assertThat(input.readUnsignedShort()).isEqualTo(i & 0xffff);
              input.readFully(new byte[6]);
            }
            assertThat(input.read()).isEqualTo(-1);
          }));
    }
    for (CompletableFuture<Void> each : running) {
      each.get(50, TimeUnit.SECONDS);
    }
  }

  @Test
  void aBroadcastReachesAllWhoReadAndPassesByTheOneWhoDoesNot() throws Exception {
    Set<Session> members = ConcurrentHashMap.newKeySet();
    CountDownLatch joined = new CountDownLatch(11);
    CountDownLatch left = new CountDownLatch(11);
    AtomicInteger passedBy = new AtomicInteger();
    Server chat =
        start(
            quickEnd(),
            tcp ->
                tcp.sessions(
                    Framing.lines(),
                    session -> {
                      members.add(session);
                      session.onEnd(end -> {
                        members.remove(session);
                        left.countDown();
                      });
                      joined.countDown();
                      return (from, line) -> {
                        for (Session member : members) {
                          if (!member.offer(line)) {
                            passedBy.incrementAndGet();
                          }
                        }
                        from.send(Bytes.utf8("ok"));
                      };
                    }));
    Socket stuck = connect(chat);
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      readers.add(connect(chat));
    }
    Socket speaker = connect(chat);
    assertThat(joined.await(30, TimeUnit.SECONDS)).isTrue();
    BufferedReader answers = reader(speaker);
    String line = "x".repeat(40_000);
    int spoken = 0;
    // One at a time, and until the one who doesn't read was passed by.
    while (passedBy.get() == 0 || spoken < 20) {
      send(speaker, line + "\n");
      for (Socket each : readers) {
        assertThat(each.getInputStream().readNBytes(40_002)).hasSize(40_002);
      }
      assertThat(answers.readLine()).isEqualTo(line);
      assertThat(answers.readLine()).isEqualTo("ok");
      spoken++;
    }
    stuck.setSoLinger(true, 0);
    for (Socket each : clients) {
      each.close();
    }
    assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(members).isEmpty();
  }

  @Test
  void messagesAreTyped() throws Exception {
    Server doubling =
        start(
            quickEnd(),
            tcp ->
                tcp.messages(
                    Framing.lines(),
                    NumberCodec.TYPE,
                    Integer.class,
                    Integer.class,
                    (session, number) -> session.send(2 * number)));
    Socket client = connect(doubling);
    BufferedReader answers = reader(client);
    send(client, "21\r\n4\r\n");
    assertThat(answers.readLine()).isEqualTo("42");
    assertThat(answers.readLine()).isEqualTo("8");
    send(client, "forty-two\r\n");
    assertThat(answers.readLine()).isNull();
  }

  @Test
  void whatIsTooLargeClosesTheSessionAfterTheAnswersBefore() throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    Server limited =
        start(
            Limits.defaults().with(Limits.MAX_FRAME, 1_000L),
            tcp ->
                tcp.frames(
                    Framing.lines(),
                    (session, line) -> {
                      session.onEnd(end::complete);
                      session.send(line);
                    }));
    Socket client = connect(limited);
    byte[] flood = new byte[1 << 20];
    Arrays.fill(flood, (byte) 'x');
    send(client, "fine\n");
    // The peer is still sending when it is refused, and reads the answer all the same.
    CompletableFuture<Void> flooding = onVirtualThread(() -> client.getOutputStream().write(flood));
    assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("fine\r\n");
    flooding.get(30, TimeUnit.SECONDS); // all of it was drained: nobody was reset
    client.close();
    assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(SessionEnd.Failed.class);
  }

  @Test
  void framesWaitWhileAllPlacesAreTaken() throws Exception {
    Server narrow =
        start(
            quickEnd().with(Limits.MAX_IN_FLIGHT, 1),
            tcp -> tcp.frames(Framing.lines(), Session::send));
    for (int i = 0; i < 20; i++) {
      send(connect(narrow), "line " + i + "\n");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(reader(clients.get(i)).readLine()).isEqualTo("line " + i);
    }
  }

  @Test
  void shutdownFinishesTheFramesThatCameAndClosesIdleSessions() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Server slow =
        start(
            quickEnd(),
            tcp ->
                tcp.frames(
                    Framing.lines(),
                    (session, line) -> {
                      entered.countDown();
                      go.await();
                      session.send(line);
                    }));
    Socket idle = connect(slow);
    Socket busy = connect(slow);
    send(busy, "one\ntwo\n");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
    CompletableFuture<Void> ending = onVirtualThread(() -> report.complete(slow.shutdown()));
    assertThat(idle.getInputStream().read()).isEqualTo(-1);
    go.countDown();
    assertThat(busy.getInputStream().readAllBytes()).asString().isEqualTo("one\r\ntwo\r\n");
    busy.close();
    idle.close();
    ending.get(30, TimeUnit.SECONDS);
    assertThat(report.get(30, TimeUnit.SECONDS).cut()).isZero();
  }

  @Test
  void shutdownCutsTheBlockingHandlerThatDoesNotReturn() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    List<CompletableFuture<String>> ends =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    AtomicInteger next = new AtomicInteger();
    Server stubborn =
        start(
            quickEnd().with(Limits.SHUTDOWN_TIMEOUT, Duration.ofMillis(100)),
            tcp ->
                tcp.blocking(connection -> {
                  int me = next.getAndIncrement();
                  entered.countDown();
                  try {
                    if (me == 0) {
                      ends.get(0).complete("read " + connection.input().read());
                    } else {
                      new CountDownLatch(1).await();
                    }
                  } catch (IOException | InterruptedException e) {
                    ends.get(me).complete(e.getClass().getSimpleName());
                    throw e;
                  }
                }));
    connect(stubborn);
    connect(stubborn);
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(stubborn.shutdown().cut()).isEqualTo(2);
    assertThat(ends.get(0).get(30, TimeUnit.SECONDS)).endsWith("IOException");
    assertThat(ends.get(1).get(30, TimeUnit.SECONDS)).isEqualTo("InterruptedException");
  }

  private static BufferedReader reader(Socket client) throws IOException {
    return new BufferedReader(
        new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** A task that throws what it likes. */
  private interface Task {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> onVirtualThread(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }
}
