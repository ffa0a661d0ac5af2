package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Listen;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.FileRegion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Netty's detector finds a leaked buffer once it is collected as garbage, and somebody asks for
 * another. A buffer leaked on purpose tells when what was leaked before it has been found.
 */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
class LeakTest {
  private static final int MUCH = 32 << 20;

  @Parameter NativeTransport sockets;

  @Test
  @Timeout(60)
  void allBuffersAreReleasedHoweverConnectionsEnd(@TempDir Path directory) throws Exception {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    echoAndClose();
    abortWhatIsBeingWritten();
    abortAFile(directory);
    datagrams();

    assertNothingLeaked(sockets.name());
  }

  /** That nobody has leaked anything so far; {@code mark} tells the caller from others. */
  static void assertNothingLeaked(String mark) {
    awaitLeak(RecordingLeakDetector.ON_PURPOSE + ", " + mark);
    assertThat(RecordingLeakDetector.LEAKS)
        .allMatch(leak -> leak.contains(RecordingLeakDetector.ON_PURPOSE));
  }

  private void echoAndClose() throws Exception {
    try (TestServer server = TestServer.start(sockets, StreamTest.Echo::new);
        Socket clean = server.connect();
        Socket cut = server.connect()) {
      clean.getOutputStream().write(new byte[100_000]);
      assertThat(clean.getInputStream().readNBytes(100_000)).hasSize(100_000);
      clean.shutdownOutput();
      assertThat(clean.getInputStream().read()).isEqualTo(-1);
      assertThat(server.awaitEnd()).isEqualTo(CloseCause.FINISHED);
      cut.getOutputStream().write(new byte[100_000]);
      cut.setSoLinger(true, 0);
      cut.close();
      assertThat(server.awaitEnd().kind()).isEqualTo(CloseCause.Kind.PEER_RESET);
    }
  }

  private void abortWhatIsBeingWritten() throws Exception {
    try (TestServer server =
            TestServer.start(
                sockets,
                stream -> {
                  stream.output().write(new byte[MUCH]);
                  return new Recorder(stream);
                });
        Socket socket = server.connect()) {
      assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
    } // closes the transport while most of it waits
  }

  private void abortAFile(Path directory) throws Exception {
    Path file = Files.write(directory.resolve("sent.bin"), new byte[MUCH]);
    try (TestServer server =
            TestServer.start(
                sockets,
                stream -> {
                  stream.output().writeFile(new FileRegion(open(file), 0, MUCH));
                  return new Recorder(stream);
                });
        Socket socket = server.connect()) {
      assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
    }
  }

  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void datagrams() throws Exception {
    try (TestServer server = TestServer.start(sockets, StreamTest.Echo::new);
        DatagramSocket client = new DatagramSocket()) {
      CompletableFuture<Integer> came = new CompletableFuture<>();
      DatagramBinding binding =
          server.transport.bindDatagrams(
              Listen.address("127.0.0.1", 0),
              (payload, from) -> came.complete(payload.remaining()));
      client.send(new DatagramPacket(new byte[700], 700, binding.address()));
      assertThat(came.get(30, TimeUnit.SECONDS)).isEqualTo(700);
      assertThat(
              binding.send(
                  Bytes.utf8("answer"), new InetSocketAddress("127.0.0.1", client.getLocalPort())))
          .isTrue();
      binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private static void awaitLeak(String mark) {
    leak(mark);
    while (RecordingLeakDetector.LEAKS.stream().noneMatch(found -> found.contains(mark))) {
      assertThat(Thread.interrupted()).as("in time, and nobody has found: %s", mark).isFalse();
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(1).release(); // reports what has been found
    }
  }

  /** A method of its own, so that nothing holds on to the buffer. */
  private static void leak(String mark) {
    ByteBufAllocator.DEFAULT.directBuffer(1).touch(mark);
  }
}
