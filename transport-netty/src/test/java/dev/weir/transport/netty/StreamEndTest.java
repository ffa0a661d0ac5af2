package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.CloseCause;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How streams over real sockets end, with the JDK's blocking ones as peers. */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class StreamEndTest {
  @Parameter NativeTransport sockets;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aHalfClosedPeerStillReads() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Socket socket = server.connect()) {
      socket.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      recorder.ended.get(30, TimeUnit.SECONDS);
      assertThat(recorder.text()).isEqualTo("question");
      recorder.onLoop(() -> recorder.stream.output().writeLatin1("answer"));
      recorder.onLoop(recorder.stream::endOutput);
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("answer");
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      assertThat(recorder.ends).hasValue(1);
    }
  }

  @Test
  void aHalfClosedPeerReadsAnAnswerThatDoesNotFitTheSocket() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    byte[] answer = random(16 << 20);
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Socket socket = server.connect()) {
      socket.shutdownOutput();
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      recorder.awaitEnded();
      recorder.onLoop(() -> recorder.stream.output().write(answer));
      recorder.onLoop(recorder.stream::close);
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(answer);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void thisSideMayHalfCloseFirst() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Socket socket = server.connect()) {
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      recorder.onLoop(() -> {
        recorder.stream.output().writeLatin1("greeting");
        recorder.stream.endOutput();
      });
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("greeting");
      socket.getOutputStream().write("thanks".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      recorder.ended.get(30, TimeUnit.SECONDS);
      assertThat(recorder.text()).isEqualTo("thanks");
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void aResetByThePeerIsTold() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened))) {
      Socket socket = server.connect();
      socket.getOutputStream().write(1);
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      recorder.awaitCount(1);
      socket.setSoLinger(true, 0);
      socket.close();
      assertThat(server.awaitEnd().kind()).isEqualTo(CloseCause.Kind.PEER_RESET);
      assertThat(recorder.closed.get(30, TimeUnit.SECONDS).kind())
          .isEqualTo(CloseCause.Kind.PEER_RESET);
      assertThat(recorder.ends).hasValue(0);
    }
  }

  @Test
  void anAbortIsAResetToThePeer() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Socket socket = server.connect()) {
      opened.get(30, TimeUnit.SECONDS).stream.abort(CloseCause.ABORTED);
      assertThat(readsReset(socket)).isTrue();
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.ABORTED);
    }
  }

  private static boolean readsReset(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() != -1;
    } catch (java.net.SocketException e) {
      return e.getMessage().contains("reset");
    }
  }

  @Test
  void aClientThatStillUploadsReadsTheFinalBytes() throws Exception {
    try (TestServer server =
        TestServer.start(
            sockets,
            stream ->
                new Recorder(stream) {
                  @Override
                  public int input(LentBytes input) {
                    stream.output().writeLatin1("413 too much");
                    stream.close();
                    return 0;
                  }
                })) {
      byte[] upload = random(2 << 20);
      for (int i = 0; i < 50; i++) {
        try (Socket socket = server.connect()) {
          OutputStream out = socket.getOutputStream();
          out.write(upload);
          socket.shutdownOutput();
          assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("413 too much");
        }
        assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      }
    }
  }

  @Test
  void aPeerThatDoesNotReadIsCutAfterTheProgressTimeout() throws Exception {
    Limits limits =
        Limits.defaults().with(Limits.PROGRESS_TIMEOUT, java.time.Duration.ofMillis(300));
    try (TestServer server =
        new TestServer(
            sockets,
            limits,
            10,
            stream ->
                new Recorder(stream) {
                  @Override
                  public int input(LentBytes input) {
                    input.skip(input.remaining());
                    for (int i = 0; i < 64; i++) {
                      stream.output().write(new byte[1 << 20], 0, 1 << 20);
                    }
                    return 0;
                  }
                })) {
      server.listen(Listen.address("127.0.0.1", 0));
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(1);
        assertThat(server.awaitEnd()).isEqualTo(CloseCause.TIMED_OUT);
      }
    }
  }

  @Test
  void closingTheTransportAbortsWhatIsOpen() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
    try (Socket socket = server.connect()) {
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      server.close();
      assertThat(recorder.closed).isCompletedWithValue(CloseCause.SHUTDOWN);
      assertThat(readsReset(socket)).isTrue();
      assertThat(server.transport.loops())
          .allSatisfy(loop -> assertThat(loop.thread().isAlive()).isFalse());
      server.close();
    }
  }
}
