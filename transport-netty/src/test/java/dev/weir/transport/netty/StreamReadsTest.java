package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.StreamHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads of one stream that follow each other, over Unix domain sockets: what was written to one is
 * there to be read.
 */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class StreamReadsTest {
  private static final int FULL = LoopBuffers.BYTES;

  @Parameter NativeTransport sockets;
  @TempDir Path directory;

  /** Where a loop waits until a test lets it go on. */
  private static final class Stop {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    void here() {
      reached.countDown();
      await(left);
    }

    void awaitReached() {
      await(reached);
    }

    void goOn() {
      left.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Stops its loop at the stream's first input. */
  private static class Stopping extends Recorder {
    final Stop stop = new Stop();
    boolean sameTurn = true;

    Stopping(ByteStream stream) {
      super(stream);
      stream.output().writeLatin1("greeting");
    }

    @Override
    public int input(LentBytes input) {
      boolean first = calls.get() == 0;
      super.input(input);
      if (first) {
        stream.loop().execute(() -> sameTurn = false);
        stop.here();
        afterFirst();
      } else {
        afterNext(sameTurn);
      }
      return 0;
    }

    void afterFirst() {}

    void afterNext(boolean inSameTurn) {}
  }

  /** A server whose only stream is stopped at its first input, of {@link #FULL} bytes. */
  private final class Stopped implements AutoCloseable {
    private final Path path = directory.resolve("reads.sock");
    private final CompletableFuture<Stopping> opened = new CompletableFuture<>();
    final TestServer server;
    final SocketChannel client;
    final byte[] first = random(1, FULL);

    Stopped(Function<ByteStream, Stopping> handlers) throws Exception {
      server =
          new TestServer(
              sockets,
              Limits.defaults(),
              10,
              stream -> {
                Stopping made = handlers.apply(stream);
                opened.complete(made);
                return made;
              });
      server.listen(Listen.unix(path));
      client = SocketChannel.open(UnixDomainSocketAddress.of(path));
      ByteBuffer greeting = ByteBuffer.allocate(1);
      assertThat(client.read(greeting)).isEqualTo(1);
      Stop whileWritten = new Stop();
      handler().stream.loop().execute(whileWritten::here);
      whileWritten.awaitReached();
      write(first);
      whileWritten.goOn();
      handler().stop.awaitReached();
      assertThat(handler().text()).isEqualTo(text(first));
    }

    Stopping handler() throws Exception {
      return opened.get(30, TimeUnit.SECONDS);
    }

    void write(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        client.write(buffer);
      }
    }

    @Override
    public void close() throws Exception {
      handler().stop.goOn();
      client.close();
      server.close();
    }
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String text(byte[]... parts) {
    StringBuilder all = new StringBuilder();
    for (byte[] part : parts) {
      all.append(new String(part, StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  @Test
  void aReadThatFilledItsMemoryIsFollowedByAnotherInTheSameTurn() throws Exception {
    assumeTrue(sockets.isSynchronous(), "io_uring's next read is over when the system says so");
    CompletableFuture<Boolean> next = new CompletableFuture<>();
    byte[] more = random(2, 1_000);
    try (Stopped stopped =
        new Stopped(stream ->
            new Stopping(stream) {
              @Override
              void afterNext(boolean inSameTurn) {
                next.complete(inSameTurn);
              }
            })) {
      stopped.write(more);
      stopped.handler().stop.goOn();
      assertThat(next.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(stopped.handler().text()).isEqualTo(text(stopped.first, more));
    }
  }

  @Test
  void noReadFollowsOnceInputIsOff() throws Exception {
    byte[] more = random(2, 1_000);
    try (Stopped stopped =
        new Stopped(stream ->
            new Stopping(stream) {
              @Override
              void afterFirst() {
                stream.pauseReading();
              }
            })) {
      stopped.write(more);
      Stopping handler = stopped.handler();
      handler.stop.goOn();
      stopped.server.turns(20); // time for the loops to see the bytes
      assertThat(handler.calls).hasValue(1);
      handler.onLoop(handler.stream::resumeReading);
      handler.awaitCount(FULL + 1_000);
      assertThat(handler.text()).isEqualTo(text(stopped.first, more));
    }
  }

  @Test
  void theEndIsSeenByTheReadAfterAFullOne() throws Exception {
    try (Stopped stopped = new Stopped(Stopping::new)) {
      stopped.client.shutdownOutput();
      Stopping handler = stopped.handler();
      handler.stop.goOn();
      handler.awaitEnded();
      assertThat(handler.text()).isEqualTo(text(stopped.first));
      handler.onLoop(handler.stream::close);
      assertThat(stopped.server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      assertThat(handler.ends).hasValue(1);
    }
  }

  @Test
  void aResetIsSeenByTheReadAfterAFullOne() throws Exception {
    try (Stopped stopped = new Stopped(Stopping::new)) {
      stopped.client.close(); // with some of the greeting unread, which makes it a reset
      Stopping handler = stopped.handler();
      handler.stop.goOn();
      assertThat(stopped.server.awaitEnd().kind()).isEqualTo(CloseCause.Kind.PEER_RESET);
      assertThat(handler.text()).isEqualTo(text(stopped.first));
      assertThat(handler.ends).hasValue(0);
    }
  }

  @Test
  void noReadFollowsOnceAHandlerHasThrown() throws Exception {
    RuntimeException thrown = new IllegalStateException("thrown on purpose");
    try (Stopped stopped =
        new Stopped(stream ->
            new Stopping(stream) {
              @Override
              void afterFirst() {
                throw thrown;
              }
            })) {
      stopped.write(random(2, 1_000));
      Stopping handler = stopped.handler();
      handler.stop.goOn();
      CloseCause cause = stopped.server.awaitEnd();
      assertThat(cause.kind()).isEqualTo(CloseCause.Kind.FAILED);
      assertThat(cause.error()).isSameAs(thrown);
      assertThat(handler.calls).hasValue(1);
      handler.onLoop(() -> {}); // which lives on
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatASlowPeerIsStillToGetIsNotOverwritten(boolean copied) throws Exception {
    int peers = 4;
    CountDownLatch full = new CountDownLatch(peers);
    List<Socket> clients = new ArrayList<>();
    List<CompletableFuture<Void>> writings = new ArrayList<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
        TestServer server =
            TestServer.start(sockets, stream -> new Returning(stream, copied, full))) {
      for (int i = 0; i < peers; i++) {
        Socket client = server.connect();
        clients.add(client);
        client.setReceiveBufferSize(64 << 10); // or the system takes all
        byte[] sent = random(i, 16 << 20);
        writings.add(CompletableFuture.runAsync(() -> writeAndEnd(client, sent), writers));
      }
      assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < peers; i++) {
        assertThat(clients.get(i).getInputStream().readAllBytes()).isEqualTo(random(i, 16 << 20));
        writings.get(i).get(30, TimeUnit.SECONDS);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static void writeAndEnd(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends back what comes, from where it was read or not, and tells when there is no room. */
  private record Returning(ByteStream stream, boolean copied, CountDownLatch full)
      implements StreamHandler {
    @Override
    public int input(LentBytes input) {
      if (copied) {
        stream.output().write(input.readBytes(input.remaining()));
      } else {
        stream.output().write(input);
      }
      if (!stream.isWritable()) {
        full.countDown();
        stream.pauseReading();
      }
      return 0;
    }

    @Override
    public void writable() {
      stream.resumeReading();
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.close();
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
