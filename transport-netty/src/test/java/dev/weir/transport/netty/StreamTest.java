package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams over real sockets, with the JDK's blocking ones as peers. */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class StreamTest {
  @Parameter NativeTransport sockets;

  /** Sends back what comes, pausing while its output is full; ends when the peer does. */
  static final class Echo extends Recorder {
    Echo(ByteStream stream) {
      super(stream);
    }

    @Override
    public int input(LentBytes input) {
      calls.incrementAndGet();
      byte[] copy = input.readBytes(input.remaining()).toByteArray();
      stream.output().write(copy, 0, copy.length);
      if (!stream.isWritable()) {
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
      super.inputEnded(rest);
      stream.close();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatComesIsSentBack() throws Exception {
    try (TestServer server = TestServer.start(sockets, Echo::new);
        Socket socket = server.connect()) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      server.binding().close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(server.permits.availablePermits()).isEqualTo(1_000);
    }
  }

  @Test
  void aConnectionKnowsItsAddresses() throws Exception {
    try (TestServer server = TestServer.start(sockets, Echo::new);
        Socket socket = server.connect()) {
      var connection = server.connections.poll(30, TimeUnit.SECONDS);
      assertThat(connection.remoteAddress())
          .isEqualTo(new InetSocketAddress("127.0.0.1", socket.getLocalPort()));
      assertThat(connection.localAddress())
          .isEqualTo(new InetSocketAddress("127.0.0.1", server.port()));
      assertThat(connection.isSecure()).isFalse();
      assertThat(connection.applicationProtocol()).isNull();
    }
  }

  @Test
  void muchIsEchoedToASlowReaderInBoundedMemory() throws Exception {
    byte[] sent = random(24 << 20);
    AtomicLong mostPending = new AtomicLong();
    try (TestServer server =
            TestServer.start(
                sockets,
                stream ->
                    new Recorder(stream) {
                      @Override
                      public int input(LentBytes input) {
                        byte[] copy = input.readBytes(input.remaining()).toByteArray();
                        stream.output().write(copy, 0, copy.length);
                        mostPending.accumulateAndGet(stream.pendingBytes(), Math::max);
                        if (!stream.isWritable()) {
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
                    });
        Socket socket = server.connect()) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              socket.getOutputStream().write(sent);
              socket.shutdownOutput();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      byte[] got = new byte[sent.length];
      InputStream in = socket.getInputStream();
      int at = 0;
      Random sizes = new Random(3);
      for (int n = 0; n >= 0 && at < got.length; at += n) {
        n = in.read(got, at, Math.min(got.length - at, 1 + sizes.nextInt(100_000)));
        Thread.onSpinWait();
      }
      writing.get(30, TimeUnit.SECONDS);
      assertThat(got).isEqualTo(sent);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      // The watermark, one read on top, and one piece that Netty holds.
      assertThat(mostPending.get()).isLessThan(512 << 10);
    }
  }

  @Test
  void bytesThatTrickleInComeInOrderAndOnlyOnceThereAreEnough() throws Exception {
    AtomicReference<String> got = new AtomicReference<>();
    AtomicLong calls = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    try (TestServer server =
            TestServer.start(
                sockets,
                stream ->
                    new Recorder(stream) {
                      @Override
                      public int input(LentBytes input) {
                        calls.incrementAndGet();
                        if (input.remaining() < 100) {
                          return 100;
                        }
                        got.set(input.readLatin1(100));
                        done.countDown();
                        return 0;
                      }
                    });
        Socket socket = server.connect()) {
      socket.setTcpNoDelay(true);
      String text = "0123456789".repeat(10);
      for (int i = 0; i < 100; i++) {
        socket.getOutputStream().write(text.charAt(i));
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(got.get()).isEqualTo(text);
      assertThat(calls.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aPausedStreamGetsNoDataAndNoEndUntilItIsResumed() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server =
            TestServer.start(
                sockets,
                stream -> {
                  stream.pauseReading();
                  return Recorder.opened(stream, opened);
                });
        Socket socket = server.connect()) {
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      byte[] sent = random(100_000);
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      server.turns(20); // time for the loops to see the bytes and the FIN
      assertThat(recorder.closed).isNotDone();
      assertThat(recorder.calls).hasValue(0);
      assertThat(recorder.ends).hasValue(0);
      recorder.onLoop(recorder.stream::resumeReading);
      recorder.awaitEnded();
      assertThat(recorder.text()).isEqualTo(new String(sent, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void pausingAndResumingLosesNothing() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server =
            TestServer.start(
                sockets,
                stream -> {
                  Recorder recorder =
                      new Recorder(stream) {
                        @Override
                        public int input(LentBytes input) {
                          assertThat(stream.isReadingPaused()).isFalse();
                          super.input(input);
                          stream.pauseReading();
                          stream.loop().execute(stream::resumeReading);
                          return 0;
                        }
                      };
                  opened.complete(recorder);
                  return recorder;
                });
        Socket socket = server.connect()) {
      byte[] sent = random(4 << 20);
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      Recorder recorder = opened.get(30, TimeUnit.SECONDS);
      recorder.awaitEnded();
      assertThat(recorder.text()).isEqualTo(new String(sent, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void submissionsOfManyThreadsArriveWhole() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    int threads = 8;
    int each = 2_000;
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Socket socket = server.connect()) {
      ByteStream stream = opened.get(30, TimeUnit.SECONDS).stream;
      for (int t = 0; t < threads; t++) {
        int sender = t;
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < each; i++) {
                OutputChain chain = stream.newOutput();
                chain.writeLatin1("%d:%04d\n".formatted(sender, i));
                stream.submit(chain);
              }
            });
      }
      String got =
          new String(
              socket.getInputStream().readNBytes(threads * each * 7), StandardCharsets.US_ASCII);
      int[] next = new int[threads];
      for (String line : got.split("\n")) {
        int sender = Integer.parseInt(line.substring(0, 1));
        assertThat(Integer.parseInt(line.substring(2))).isEqualTo(next[sender]++);
      }
      assertThat(next).containsOnly(each);
    }
  }
}
