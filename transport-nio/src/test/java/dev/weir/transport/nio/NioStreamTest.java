package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.StreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@OnEachSystem
final class NioStreamTest {
  private final TestSystem system;

  NioStreamTest(TestSystem system) {
    this.system = system;
  }

  /** Does one thing with the first input, and takes all. */
  private record OnFirstInput(ByteStream stream, Consumer<ByteStream> action, boolean[] done)
      implements StreamHandler {
    OnFirstInput(ByteStream stream, Consumer<ByteStream> action) {
      this(stream, action, new boolean[1]);
    }

    @Override
    public int input(LentBytes input) {
      input.skip(input.remaining());
      if (!done[0]) {
        done[0] = true;
        action.accept(stream);
      }
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.endOutput();
    }

    @Override
    public void closed(CloseCause cause) {}
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsSentComesBack() throws Exception {
    try (TestServer server = new TestServer(system, EchoHandler::new);
        Socket client = server.connect()) {
      client.getOutputStream().write(latin1("hello"));
      assertThat(client.getInputStream().readNBytes(5)).isEqualTo(latin1("hello"));
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void aSlowReaderHoldsTheServerToItsWatermarks() throws Exception {
    CompletableFuture<EchoHandler> handler = new CompletableFuture<>();
    byte[] sent = random(32 << 20);
    try (TestServer server =
            new TestServer(
                system,
                stream -> {
                  EchoHandler echo = new EchoHandler(stream);
                  handler.complete(echo);
                  return echo;
                });
        Socket client = server.connect();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          executor.submit(() -> {
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            return null;
          });
      EchoHandler echo = handler.get(30, TimeUnit.SECONDS);
      assertThat(echo.paused.await(30, TimeUnit.SECONDS)).isTrue(); // and only now it is read

      byte[] received = client.getInputStream().readAllBytes();

      writing.get(30, TimeUnit.SECONDS);
      assertThat(Arrays.equals(received, sent)).isTrue();
      long high = Limits.defaults().get(Limits.WRITE_HIGH_WATERMARK);
      assertThat(echo.mostPending.get()).isLessThanOrEqualTo(high + (64 << 10));
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void theOtherHalfStaysOpenAfterThePeersFin() throws Exception {
    byte[] answer = random(3 << 20);
    try (TestServer server =
            new TestServer(
                system,
                stream ->
                    new EchoHandler(stream) {
                      @Override
                      public void inputEnded(LentBytes rest) {
                        stream.output().write(answer);
                        stream.endOutput();
                      }
                    });
        Socket client = server.connect()) {
      client.shutdownOutput();
      assertThat(Arrays.equals(client.getInputStream().readAllBytes(), answer)).isTrue();
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void inputGoesOnAfterOurFin() throws Exception {
    CompletableFuture<String> late = new CompletableFuture<>();
    try (TestServer server =
            new TestServer(
                system,
                stream ->
                    new EchoHandler(stream) {
                      @Override
                      public int input(LentBytes input) {
                        String text = input.readLatin1(input.remaining());
                        if (text.equals("end")) {
                          stream.endOutput();
                        } else {
                          late.complete(text);
                        }
                        return 0;
                      }
                    });
        Socket client = server.connect()) {
      client.getOutputStream().write(latin1("end"));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      client.getOutputStream().write(latin1("late"));
      assertThat(late.get(30, TimeUnit.SECONDS)).isEqualTo("late");
      client.shutdownOutput();
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void anAbortIsAResetToThePeer() throws Exception {
    try (TestServer server =
            new TestServer(
                system, stream -> new OnFirstInput(stream, s -> s.abort(CloseCause.ABORTED)));
        Socket client = server.connect()) {
      client.getOutputStream().write(1);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.ABORTED);
    }
  }

  @Test
  void thePeersResetIsNoticed() throws Exception {
    try (TestServer server = new TestServer(system, EchoHandler::new)) {
      Socket client = server.connect();
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      client.setSoLinger(true, 0);
      client.close();
      assertThat(server.awaitEnd().kind()).isEqualTo(CloseCause.Kind.PEER_RESET);
    }
  }

  @Test
  void trickledInputComesAsAWholeOnceItIsThere() throws Exception {
    List<String> inputs = new ArrayList<>();
    try (TestServer server =
            new TestServer(
                system,
                stream ->
                    new EchoHandler(stream) {
                      @Override
                      public int input(LentBytes input) {
                        inputs.add(String.valueOf(input.remaining()));
                        return input.remaining() < 10 ? 10 : super.input(input);
                      }
                    });
        Socket client = server.connect()) {
      client.setTcpNoDelay(true);
      for (int i = 0; i < 10; i++) {
        client.getOutputStream().write('a' + i);
      }
      assertThat(client.getInputStream().readNBytes(10)).isEqualTo(latin1("abcdefghij"));
      assertThat(inputs.size()).isLessThanOrEqualTo(2);
      assertThat(inputs.getLast()).isEqualTo("10");
    }
  }

  @Test
  void aClientStillUploadingReadsTheFinalAnswer() throws Exception {
    byte[] upload = new byte[2 << 20];
    try (TestServer server =
        new TestServer(
            system,
            stream ->
                new OnFirstInput(
                    stream,
                    s -> {
                      s.output().writeLatin1("413");
                      s.close();
                    }))) {
      for (int i = 0; i < 50; i++) {
        try (Socket client = server.connect()) {
          client.getOutputStream().write(upload);
          assertThat(client.getInputStream().readAllBytes()).isEqualTo(latin1("413"));
        }
        assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      }
    }
  }

  @Test
  void aFileLeavesWhole(@TempDir Path directory) throws Exception {
    byte[] content = random(5 << 20);
    Path file = Files.write(directory.resolve("file"), content);
    try (TestServer server =
            new TestServer(
                system,
                stream ->
                    new OnFirstInput(
                        stream,
                        s -> {
                          OutputChain output = s.output();
                          output.writeLatin1("<");
                          output.writeFile(region(file, 1, content.length - 2));
                          output.writeLatin1(">");
                          s.close();
                        }));
        Socket client = server.connect()) {
      client.getOutputStream().write(1);
      byte[] received = client.getInputStream().readAllBytes();
      byte[] expected = content.clone();
      expected[0] = '<';
      expected[expected.length - 1] = '>';
      assertThat(Arrays.equals(received, expected)).isTrue();
    }
  }

  @Test
  void aFileThatShrankEndsTheStreamWithAnError(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[10]);
    try (TestServer server =
            new TestServer(
                system,
                stream ->
                    new OnFirstInput(stream, s -> s.output().writeFile(region(file, 0, 20))));
        Socket client = server.connect()) {
      client.getOutputStream().write(1);
      CloseCause cause = server.awaitEnd();
      assertThat(cause.kind()).isEqualTo(CloseCause.Kind.FAILED);
      assertThat(cause.error()).hasMessageContaining("shorter");
    }
  }

  private static FileRegion region(Path file, long position, long length) {
    try {
      return new FileRegion(FileChannel.open(file), position, length);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threadsOffTheLoopWriteWholeMessagesInTheirOrder() throws Exception {
    int threads = 8;
    int each = 2_000;
    CompletableFuture<ByteStream> opened = new CompletableFuture<>();
    try (TestServer server =
            new TestServer(
                system,
                stream -> {
                  opened.complete(stream);
                  return new EchoHandler(stream);
                });
        Socket client = server.connect();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      ByteStream stream = opened.get(30, TimeUnit.SECONDS);
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        writers.add(
            executor.submit(() -> {
              for (int i = 0; i < each; i++) {
                OutputChain chain = stream.newOutput();
                chain.writeLatin1(thread + ":" + i + ":" + "x".repeat(i % 300) + "\n");
                stream.submit(chain);
              }
            }));
      }
      Map<Integer, Integer> next = new HashMap<>();
      InputStream input = client.getInputStream();
      var lines = new java.io.BufferedReader(new java.io.InputStreamReader(input));
      for (int n = 0; n < threads * each; n++) {
        String[] parts = lines.readLine().split(":", -1);
        int thread = Integer.parseInt(parts[0]);
        int expected = next.merge(thread, 1, Integer::sum) - 1;
        assertThat(parts[1]).isEqualTo(String.valueOf(expected));
        assertThat(parts[2]).hasSize(expected % 300);
      }
      for (Future<?> writer : writers) {
        writer.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aPauseHoldsInputBackAndResumingBringsIt() throws Exception {
    CompletableFuture<ByteStream> pausedStream = new CompletableFuture<>();
    try (TestServer server =
            new TestServer(
                system,
                stream -> {
                  stream.pauseReading();
                  pausedStream.complete(stream);
                  return new EchoHandler(stream);
                });
        Socket client = server.connect()) {
      OutputStream output = client.getOutputStream();
      output.write(latin1("abc"));
      client.shutdownOutput(); // the FIN waits as well
      ByteStream stream = pausedStream.get(30, TimeUnit.SECONDS);
      CompletableFuture<Boolean> stillPaused = new CompletableFuture<>();
      stream.loop().execute(() -> stillPaused.complete(stream.isReadingPaused()));
      assertThat(stillPaused.get(30, TimeUnit.SECONDS)).isTrue();
      stream.loop().execute(stream::resumeReading);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(latin1("abc"));
    }
  }

  @Test
  void connectionsSurviveANewPoller() throws Exception {
    try (TestServer server = new TestServer(system, EchoHandler::new);
        Socket client = server.connect()) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      for (NioEventLoop loop : server.transport.loops()) {
        loop.execute(loop::renewPoller);
      }
      client.getOutputStream().write(2);
      assertThat(client.getInputStream().read()).isEqualTo(2);
      try (Socket another = server.connect()) {
        another.getOutputStream().write(3);
        assertThat(another.getInputStream().read()).isEqualTo(3);
      }
    }
  }

  @Test
  void theEndOfTheTransportResetsWhatIsOpen() throws Exception {
    TestServer server = new TestServer(system, EchoHandler::new);
    try (Socket client = server.connect()) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      server.close();
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.SHUTDOWN);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aPeerThatTakesNothingIsCutAfterTheProgressTimeout() throws Exception {
    Limits limits =
        Limits.defaults().with(Limits.PROGRESS_TIMEOUT, java.time.Duration.ofMillis(200));
    try (TestServer server =
            new TestServer(
                system,
                Listen.address("127.0.0.1", 0),
                limits,
                10,
                stream -> new OnFirstInput(stream, s -> s.output().write(new byte[32 << 20])));
        Socket client = server.connect()) {
      client.getOutputStream().write(1);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.TIMED_OUT);
    }
  }
}
