package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.core.fake.CapturedLog;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.fake.FakeWork;
import dev.weir.spi.transport.CloseCause;
import dev.weir.tcp.TcpConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingProtocolTest extends TcpFixture {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsReadCanBeWrittenBackAndTheEndIsSeen(boolean offLoop) throws Exception {
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> connection.input().transferTo(connection.output()))
            .connect(offLoop);
    byte[] sent = new byte[300_000];
    Arrays.fill(sent, (byte) 'x');
    peer.send(sent);
    peer.send(ascii("end"));
    peer.finish();
    byte[] got = peer.awaitTaken(sent.length + 3);
    assertThat(new String(got, sent.length, 3, StandardCharsets.US_ASCII)).isEqualTo("end");
    assertThat(peer.awaitClosed()).isEqualTo(CloseCause.FINISHED);
    assertThat(peer.sawEnd()).isTrue();
    assertThat(peer.sawReset()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsTransferredIsWholeAndCounted(boolean offLoop) throws Exception {
    CompletableFuture<Long> count = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard().with(Limits.defaults().with(Limits.READ_AHEAD, 8L << 10)),
                connection -> {
                  int first = connection.input().read(); // so that a chunk is begun
                  connection.output().write(first);
                  count.complete(connection.input().transferTo(connection.output()));
                })
            .connect(offLoop);
    byte[] sent = new byte[200_000];
    new Random(25).nextBytes(sent);
    for (int from = 0, to; from < sent.length; from = to) {
      to = Math.min(sent.length, from + 1 + from % 7_919);
      peer.send(Arrays.copyOfRange(sent, from, to));
    }
    peer.finish();
    assertThat(peer.awaitTaken(sent.length)).isEqualTo(sent);
    assertThat(get(count)).isEqualTo(sent.length - 1);
  }

  @Test
  void aConnectionCanBeTransferredToAnyOutput() throws Exception {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> {
                  ByteArrayOutputStream target = new ByteArrayOutputStream();
                  assertThat(connection.input().transferTo(target)).isEqualTo(5);
                  got.complete(target.toByteArray());
                })
            .connect();
    peer.send(ascii("he"));
    peer.send(ascii("llo"));
    peer.finish();
    assertThat(get(got)).asString().isEqualTo("hello");
  }

  @Test
  void theServerMaySpeakFirstAndReturningClosesAfterTheLastByte() throws Exception {
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> connection.write(Bytes.utf8("220 at your service\r\n")))
            .connect();
    assertThat(peer.awaitTaken(21)).asString().isEqualTo("220 at your service\r\n");
    peer.finish();
    assertThat(peer.awaitClosed()).isEqualTo(CloseCause.FINISHED);
  }

  @Test
  void afterShutdownOutputThePeerSeesTheEndAndIsStillRead() throws Exception {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    CompletableFuture<IOException> refused = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> {
                  connection.write(Bytes.utf8("bye"));
                  connection.shutdownOutput();
                  read.complete(connection.input().read());
                  try {
                    connection.write(Bytes.utf8("more"));
                  } catch (IOException e) {
                    refused.complete(e);
                  }
                })
            .connect();
    peer.awaitTaken(3);
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(read).isNotDone();
    peer.send(ascii("!"));
    assertThat(get(read)).isEqualTo('!');
    assertThat(get(refused)).hasMessageContaining("shut down");
  }

  @Test
  void aSlowHandlerPausesThePeerAtTheReadAhead() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Long> total = new CompletableFuture<>();
    Limits limits = Limits.defaults().with(Limits.READ_AHEAD, 8L << 10);
    FakeStream peer =
        openBlocking(
                FakeSetup.standard().with(limits),
                connection -> {
                  go.await();
                  long count = 0;
                  byte[] part = new byte[1_000];
                  for (int n = 0; n >= 0; n = connection.read(part, 0, part.length)) {
                    count += n;
                  }
                  total.complete(count);
                })
            .connect();
    for (int i = 0; i < 100; i++) {
      peer.send(new byte[1_000]);
    }
    assertThat(peer.unread()).isBetween(90_000, 93_000);
    peer.finish();
    go.countDown();
    assertThat(get(total)).isEqualTo(100_000);
  }

  @Test
  void aSlowPeerMakesTheWriterWaitAtTheWatermark() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    Limits limits = Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, 8L << 10);
    FakeDoor opened =
        openBlocking(
            FakeSetup.standard().with(limits),
            connection -> {
              connection.input().read();
              connection.write(new byte[1 << 20], 0, 1 << 20);
              written.countDown();
            });
    FakeStream peer = opened.connect();
    peer.takeOnly(0);
    peer.send(ascii("?"));
    for (int got = 0; got < 1 << 20; ) {
      // The watermark, the part that passed it, and one more that met bytes on their way to the
      // loop. Asked there: elsewhere what moves meanwhile may count twice.
      assertThat(opened.loop().call(peer::pendingBytes)).isLessThanOrEqualTo(3L * (8 << 10));
      peer.takeOnly(10_000);
      got = peer.taken().length;
    }
    assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingFromAnotherThreadWakesTheReader() throws Exception {
    CompletableFuture<TcpConnection> opened = new CompletableFuture<>();
    CompletableFuture<IOException> woken = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> {
                  opened.complete(connection);
                  try {
                    connection.input().read();
                  } catch (IOException e) {
                    woken.complete(e);
                  }
                })
            .connect();
    get(opened).close();
    assertThat(get(woken)).hasMessageContaining("closed by this side");
    peer.awaitTaken(taken -> peer.sawEnd());
    peer.finish();
    assertThat(peer.awaitClosed()).isEqualTo(CloseCause.FINISHED);
  }

  @Test
  void anInterruptedReaderMayGoOnOnceItHasClearedTheInterrupt() throws Exception {
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    CompletableFuture<Integer> read = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> {
                  reader.complete(Thread.currentThread());
                  try {
                    connection.input().read();
                  } catch (InterruptedIOException e) {
                    assertThat(Thread.interrupted()).isTrue();
                    connection.write(Bytes.utf8("again"));
                    read.complete(connection.input().read());
                  }
                })
            .connect();
    get(reader).interrupt();
    peer.awaitTaken(5);
    peer.send(ascii("!"));
    assertThat(get(read)).isEqualTo('!');
  }

  @Test
  void aHandlerThatThrowsResetsThePeerAndOthersGoOn() throws Exception {
    FakeDoor opened =
        openBlocking(
            FakeSetup.standard(),
            connection -> {
              int first = connection.input().read();
              if (first == 'x') {
                throw new IllegalStateException("thrown on purpose");
              }
              connection.output().write(first);
            });
    FakeStream failing = opened.connect();
    FakeStream other = opened.connect();
    failing.send(ascii("x"));
    assertThat(failing.awaitClosed().kind()).isEqualTo(CloseCause.Kind.FAILED);
    assertThat(failing.sawReset()).isTrue();
    other.send(ascii("y"));
    assertThat(other.awaitTaken(1)).asString().isEqualTo("y");
  }

  @Test
  void aResetIsAnExceptionAfterTheBytesThatCame() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> read = new CompletableFuture<>();
    CompletableFuture<IOException> failure = new CompletableFuture<>();
    FakeStream peer =
        openBlocking(
                FakeSetup.standard(),
                connection -> {
                  go.await();
                  read.complete(connection.input().read());
                  try {
                    connection.input().read();
                  } catch (IOException e) {
                    failure.complete(e);
                  }
                })
            .connect();
    peer.send(ascii("a"));
    peer.resetByPeer();
    go.countDown();
    assertThat(get(read)).isEqualTo('a');
    assertThat(get(failure)).hasMessageContaining("reset");
  }

  /** Any peer can reset, as often as it likes: that fills no log. */
  @Test
  void aResetThatTheHandlerThrowsOnIsNoFailureOfTheHandler() throws Exception {
    try (var log =
        new CapturedLog(BlockingStream.class, Level.DEBUG, BlockingProtocolTest::tellsOfAReset)) {
      var door =
          openBlocking(FakeSetup.standard(), connection -> connection.input().readAllBytes());
      for (int i = 0; i < 100; i++) {
        FakeStream peer = door.connect();
        peer.send(ascii("a"));
        peer.resetByPeer();
        assertThat(log.next().getLevel()).isEqualTo(Level.DEBUG);
      }
    }
  }

  private static boolean tellsOfAReset(ILoggingEvent event) {
    return event.getThrowableProxy() != null
        && String.valueOf(event.getThrowableProxy().getMessage()).contains("reset");
  }

  @Test
  void aConnectionWithoutAByteEitherWayIsClosed() throws Exception {
    CompletableFuture<IOException> failure = new CompletableFuture<>();
    Limits limits = Limits.defaults().with(Limits.SESSION_IDLE_TIMEOUT, Duration.ofSeconds(10));
    FakeDoor opened =
        openBlocking(
            FakeSetup.standard().with(limits),
            connection -> {
              connection.write(Bytes.utf8("hello"));
              try {
                while (connection.input().read() >= 0) {
                  connection.write(Bytes.utf8("."));
                }
              } catch (IOException e) {
                failure.complete(e);
              }
            });
    FakeStream peer = opened.connect();
    peer.awaitTaken(5);
    opened.advance(Duration.ofSeconds(8));
    peer.send(ascii("a"));
    peer.awaitTaken(6);
    opened.advance(Duration.ofSeconds(8));
    assertThat(failure).isNotDone();
    opened.advance(Duration.ofSeconds(6));
    assertThat(get(failure)).hasMessageContaining("10 s");
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(peer.sawReset()).isFalse();
  }

  @Test
  void atShutdownTheHandlerGoesOnUntilItIsCutAndInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<String> left = new CompletableFuture<>();
    FakeSetup setup = FakeSetup.standard().with(new FakeWork(1));
    FakeDoor opened =
        openBlocking(
            setup,
            connection -> {
              entered.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                left.complete("interrupted");
                throw e;
              }
            });
    FakeStream peer = opened.connect();
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    opened.drain();
    assertThat(peer.isOpen()).isTrue();
    assertThat(setup.fake().freePlaces()).isZero();
    peer.abort(CloseCause.SHUTDOWN);
    setup.fake().interruptAll();
    assertThat(get(left)).isEqualTo("interrupted");
  }

  @Test
  void nothingIsLeftOnTheLoopAfterTheEnd() throws Exception {
    FakeDoor opened = openBlocking(FakeSetup.standard(), connection -> connection.input().read());
    FakeStream peer = opened.connect();
    peer.finish();
    peer.awaitClosed();
    assertThat(opened.loop().armedTimers()).isZero();
  }
}
