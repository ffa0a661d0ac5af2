package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.fake.FakeWork;
import dev.weir.spi.transport.CloseCause;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backpressure, time and shutdown of sessions. */
class FrameFlowTest extends TcpFixture {
  private static final Limits SMALL =
      Limits.defaults()
          .with(Limits.READ_AHEAD, 8L << 10)
          .with(Limits.WRITE_HIGH_WATERMARK, 8L << 10)
          .with(Limits.SESSION_IDLE_TIMEOUT, Duration.ofSeconds(60))
          .with(Limits.PROGRESS_TIMEOUT, Duration.ofSeconds(8));

  /** After drain, a silence as long as this is the end of what the peer had sent. */
  private static final Duration MOMENT = Duration.ofMillis(60);

  @Test
  void aSlowHandlerPausesThePeerAtTheReadAhead() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL),
            new FrameProtocol(
                Framing.fixedSize(1_000),
                (session, frame) -> {
                  go.await();
                  if (handled.incrementAndGet() == 200) {
                    session.send(frame);
                  }
                }));
    FakeStream peer = door.connect();
    for (int i = 0; i < 200; i++) {
      peer.send(new byte[1_000]);
    }
    assertThat(peer.unread()).isBetween(188_000, 193_000);
    go.countDown();
    peer.awaitTaken(1_000);
  }

  @Test
  void emptyFramesCannotFillTheMemory() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    int frames = 20_000;
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL),
            new FrameProtocol(
                Framing.lengthPrefixed(1),
                (session, frame) -> {
                  go.await();
                  if (handled.incrementAndGet() == frames) {
                    session.send(frame);
                  }
                }));
    FakeStream peer = door.connect();
    for (int i = 0; i < frames / 100; i++) {
      peer.send(new byte[100]);
    }
    assertThat(peer.unread()).isGreaterThan(frames - 400);
    go.countDown();
    peer.awaitTaken(1);
  }

  @Test
  void aHandlerOnTheLoopThatOutrunsThePeerPausesReading() throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL).with(Dispatch.EVENT_LOOP),
            new FrameProtocol(Framing.fixedSize(1_000), Session::send));
    FakeStream peer = door.connect();
    peer.takeOnly(0);
    for (int i = 0; i < 100; i++) {
      peer.send(new byte[1_000]);
    }
    assertThat(peer.pendingBytes()).isLessThan(10_000);
    assertThat(peer.unread()).isGreaterThan(85_000);
    peer.takeOnly(Long.MAX_VALUE);
    peer.awaitTaken(100_000);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void anIdleSessionIsClosedAndAnActiveOneIsNot(Dispatch dispatch) throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    CompletableFuture<Session> session = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL).with(dispatch),
            new FrameProtocol(
                Framing.lines(),
                opened -> {
                  opened.onEnd(end::complete);
                  session.complete(opened);
                  return Session::send;
                }));
    FakeStream peer = door.connect();
    get(session);
    door.advance(Duration.ofSeconds(50));
    peer.send(ascii("a\r\n"));
    peer.awaitTaken(3);
    door.advance(Duration.ofSeconds(50));
    assertThat(peer.sawEnd()).isFalse();
    assertThat(get(session).lastActivity().getEpochSecond()).isBetween(49L, 51L);
    get(session).send(Bytes.utf8("b")); // what goes out counts too
    door.advance(Duration.ofSeconds(50));
    assertThat(peer.sawEnd()).isFalse();
    door.advance(Duration.ofSeconds(20));
    assertThat(peer.sawEnd()).isTrue();
    peer.finish();
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("60 s");
  }

  @Test
  void aFrameThatStallsEndsTheSession() throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL),
            new FrameProtocol(
                Framing.lengthPrefixed(),
                session -> {
                  session.onEnd(end::complete);
                  return Session::send;
                }));
    FakeStream peer = door.connect();
    peer.send(new byte[] {0, 0, 1, 0, 1, 2, 3});
    door.advance(Duration.ofSeconds(7));
    assertThat(peer.sawEnd()).isFalse();
    door.advance(Duration.ofSeconds(3));
    assertThat(peer.sawEnd()).isTrue();
    peer.finish();
    assertThat(((SessionEnd.Failed) get(end)).cause())
        .hasMessageContaining("8 s in the middle of a frame");
  }

  /**
   * The stream keeps the bytes back until the frame is whole; they count as progress all the same.
   */
  @Test
  void aFrameThatTricklesInForLongIsNotCut() throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL),
            new FrameProtocol(Framing.lengthPrefixed(), Session::send));
    FakeStream peer = door.connect();
    peer.send(new byte[] {0, 0, 0, 20});
    for (int i = 0; i < 20; i++) {
      door.advance(Duration.ofSeconds(5));
      peer.send(new byte[] {1});
    }
    assertThat(peer.awaitTaken(24)).hasSize(24);
  }

  @Test
  void drainClosesAnIdleSessionAfterAMoment() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream idle = door.connect();
    door.drain();
    door.advance(MOMENT);
    idle.awaitTaken(taken -> idle.sawEnd());
    idle.finish();
    assertThat(idle.awaitClosed()).isEqualTo(CloseCause.FINISHED);
  }

  @Test
  void drainWaitsForASilentPeerOnlyAsLongAsItsLastFrameMayBeUnread() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream silent = door.connect();
    FakeStream recent = door.connect();
    door.advance(Duration.ofSeconds(7));
    recent.send(ascii("a\r\n"));
    recent.awaitTaken(3);
    door.drain();
    door.advance(Duration.ofMillis(500));
    assertThat(silent.awaitClosed()).isEqualTo(CloseCause.FINISHED);
    recent.awaitTaken(taken -> recent.sawEnd());
    assertThat(recent.isOpen()).isTrue();
  }

  @Test
  void whatCameUnreadBeforeDrainIsServed() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream fromBacklog = door.connect();
    door.drain();
    fromBacklog.send(ascii("1\r\n2\r\n"));
    assertThat(ascii(fromBacklog.awaitTaken(6))).isEqualTo("1\r\n2\r\n");
    door.advance(MOMENT);
    fromBacklog.send(ascii("3\r\n")); // within a moment of the last
    assertThat(ascii(fromBacklog.awaitTaken(9))).endsWith("3\r\n");
    assertThat(fromBacklog.sawEnd()).isFalse();
    door.advance(MOMENT.multipliedBy(3));
    fromBacklog.awaitTaken(taken -> fromBacklog.sawEnd());
  }

  @Test
  void aFrameThatHasBegunAtDrainIsFinishedAndIsTheLast() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream inside = door.connect();
    inside.send(ascii("half a li"));
    door.drain();
    door.advance(MOMENT.multipliedBy(3));
    assertThat(inside.sawEnd()).isFalse();
    inside.send(ascii("ne\r\nmore\r\n"));
    inside.awaitTaken(taken -> inside.sawEnd());
    assertThat(ascii(inside.taken())).isEqualTo("half a line\r\n");
  }

  @Test
  void drainEndsAPeerThatNeverFallsSilent() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream chatty = door.connect();
    door.drain();
    int sent = 0;
    while (!chatty.sawEnd() && sent < 1_000) {
      chatty.send(ascii("x\r\n"));
      sent++;
      door.advance(Duration.ofMillis(20));
    }
    assertThat(sent).isBetween(20, 200);
  }

  @Test
  void drainFinishesWhatWasReceivedAlsoWhatWasHeldBack() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(SMALL),
            new FrameProtocol(
                Framing.fixedSize(1_000),
                session -> {
                  session.onEnd(end::complete);
                  return (same, frame) -> {
                    go.await();
                    same.send(frame);
                  };
                }));
    FakeStream peer = door.connect();
    peer.send(new byte[30_000]); // far more than the read-ahead
    door.drain();
    door.advance(Duration.ofSeconds(5)); // a full queue is no silence of the peer's
    assertThat(peer.sawEnd()).isFalse();
    go.countDown();
    peer.awaitTaken(30_000);
    door.advance(MOMENT.multipliedBy(3));
    peer.send(new byte[5_000]); // too late
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(peer.taken()).hasSize(30_000);
    peer.finish();
    assertThat(get(end)).isEqualTo(new SessionEnd.Clean());
  }

  @Test
  void theCutEndsTheSessionAndItsHandler() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    FakeSetup setup = FakeSetup.standard();
    FakeDoor door =
        open(
            setup,
            new FrameProtocol(
                Framing.lines(),
                (session, frame) -> {
                  session.onEnd(end::complete);
                  entered.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                    throw e;
                  }
                }));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\n"));
    entered.await();
    door.drain();
    assertThat(peer.isOpen()).isTrue();
    peer.abort(CloseCause.SHUTDOWN);
    setup.fake().interruptAll();
    assertThat(get(interrupted)).isTrue();
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("shut down");
  }

  @Test
  void framesWaitForAPlaceAndAreNotLost() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FakeSetup setup = FakeSetup.standard().with(new FakeWork(1));
    FakeDoor door =
        open(
            setup,
            new FrameProtocol(
                Framing.lines(),
                (session, frame) -> {
                  session.send(frame);
                  go.await();
                }));
    FakeStream first = door.connect();
    FakeStream second = door.connect();
    first.send(ascii("1\r\n"));
    first.awaitTaken(3);
    second.send(ascii("2\r\n3\r\n"));
    second.finish();
    door.advance(Duration.ofSeconds(1));
    assertThat(second.taken()).isEmpty();
    go.countDown(); // no time passes from here on: it is told
    first.finish();
    first.awaitClosed();
    assertThat(ascii(second.awaitTaken(6))).isEqualTo("2\r\n3\r\n");
    assertThat(second.awaitClosed()).isEqualTo(CloseCause.FINISHED);
    door.awaitQuiet();
    assertThat(setup.fake().freePlaces()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void nothingIsLeftOnTheLoopAfterTheEnd(Dispatch dispatch) throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch), new FrameProtocol(Framing.lines(), Session::send));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\nhalf"));
    peer.awaitTaken(3);
    peer.finish();
    peer.awaitClosed();
    assertThat(door.loop().armedTimers()).isZero();
  }
}
