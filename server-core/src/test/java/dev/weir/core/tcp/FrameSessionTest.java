package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionClosedException;
import dev.weir.tcp.SessionEnd;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others than the handler do with a session. */
class FrameSessionTest extends TcpFixture {
  private static final Limits SMALL = Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, 8L << 10);

  private final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();

  private FakeDoor open() {
    return open(
        FakeSetup.standard().with(SMALL),
        new FrameProtocol(
            Framing.lengthPrefixed(),
            session -> {
              sessions.add(session);
              return Session::send;
            }));
  }

  private Session nextSession() throws InterruptedException {
    Session session = sessions.poll(30, TimeUnit.SECONDS);
    assertThat(session).isNotNull();
    return session;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void framesOfFiftyThreadsStayWholeAndNoneIsLost(boolean offLoop) throws Exception {
    FakeStream peer = open().connect(offLoop);
    Session session = nextSession();
    int threads = 50;
    int perThread = 100;
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      senders.add(
          onVirtualThread(() -> {
            for (int n = 0; n < perThread; n++) {
              session.send(frame(thread, n));
            }
          }));
    }
    for (CompletableFuture<Void> sender : senders) {
      get(sender);
    }
    int total = 0;
    for (int t = 0; t < threads; t++) {
      for (int n = 0; n < perThread; n++) {
        total += 4 + frame(t, n).length();
      }
    }
    Set<Long> seen = new HashSet<>();
    int[] next = new int[threads];
    ByteBuffer got = ByteBuffer.wrap(peer.awaitTaken(total));
    while (got.hasRemaining()) {
      byte[] content = new byte[got.getInt()];
      got.get(content);
      ByteBuffer head = ByteBuffer.wrap(content);
      int thread = head.getInt();
      int number = head.getInt();
      assertThat(number).isEqualTo(next[thread]++);
      assertThat(seen.add((long) thread << 32 | number)).isTrue();
      assertThat(Bytes.copyOf(content)).isEqualTo(frame(thread, number));
    }
    assertThat(seen).hasSize(threads * perThread);
  }

  /** From a few bytes to more than a segment, so that all ways of writing are met. */
  private static Bytes frame(int thread, int number) {
    int filling = (thread * 37 + number * 251) % 12_000;
    ByteBuffer frame = ByteBuffer.allocate(8 + filling).putInt(thread).putInt(number);
    while (frame.hasRemaining()) {
      frame.put((byte) (thread + number));
    }
    return Bytes.copyOf(frame.array());
  }

  @Test
  void aBroadcastPassesByTheOneThatIsStuck() throws Exception {
    FakeDoor door = open();
    FakeStream stuck = door.connect();
    Session stuckSession = nextSession();
    FakeStream reading = door.connect();
    Session readingSession = nextSession();
    stuck.takeOnly(0);
    Bytes news = Bytes.copyOf(new byte[1_000]);
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      if (stuckSession.offer(news)) {
        taken++;
      }
      readingSession.send(news);
    }
    reading.awaitTaken(1_004_000);
    assertThat(taken).isLessThan(20);
    assertThat(stuck.pendingBytes()).isLessThan(20_000);

    stuck.takeOnly(Long.MAX_VALUE);
    stuck.awaitTaken(taken * 1_004);
    assertThat(stuckSession.offer(news)).isTrue();
  }

  @Test
  void sendWaitsForTheSlowPeerAndCanBeInterrupted() throws Exception {
    FakeStream peer = open().connect();
    Session session = nextSession();
    peer.takeOnly(0);
    while (session.offer(Bytes.copyOf(new byte[5_000]))) {
      assertThat(session.isOpen()).isTrue();
    }
    int before = (int) peer.pendingBytes();
    CompletableFuture<Thread> sender = new CompletableFuture<>();
    CompletableFuture<Void> sent =
        onVirtualThread(() -> {
          sender.complete(Thread.currentThread());
          session.send(Bytes.utf8("never"));
        });
    get(sender).interrupt();
    assertThatThrownBy(() -> get(sent)).hasCauseInstanceOf(InterruptedIOException.class);
    assertThat(peer.pendingBytes()).isEqualTo(before);
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void closeLetsWhatWasSentLeaveAndRefusesMore() throws Exception {
    FakeStream peer = open().connect();
    Session session = nextSession();
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    session.onEnd(end::complete);
    peer.takeOnly(10);
    session.send(Bytes.copyOf(new byte[1_000]));
    session.close();
    assertThat(session.isOpen()).isFalse();
    assertThat(session.offer(Bytes.utf8("x"))).isFalse();
    assertThatThrownBy(() -> session.send(Bytes.utf8("x")))
        .isInstanceOf(SessionClosedException.class);
    assertThat(peer.sawEnd()).isFalse();
    peer.takeOnly(Long.MAX_VALUE);
    assertThat(peer.awaitTaken(1_004)).hasSize(1_004);
    peer.awaitTaken(taken -> peer.sawEnd());
    peer.finish();
    assertThat(get(end)).isEqualTo(new SessionEnd.Clean());
  }

  @Test
  void abortResetsAndWakesWhoWaitsToSend() throws Exception {
    FakeStream peer = open().connect();
    Session session = nextSession();
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    session.onEnd(end::complete);
    peer.takeOnly(0);
    while (session.offer(Bytes.copyOf(new byte[5_000]))) {
      assertThat(session.isOpen()).isTrue();
    }
    CompletableFuture<Void> sent = onVirtualThread(() -> session.send(Bytes.utf8("never")));
    session.abort();
    assertThatThrownBy(() -> get(sent)).hasCauseInstanceOf(SessionClosedException.class);
    assertThat(peer.awaitClosed()).isEqualTo(CloseCause.ABORTED);
    assertThat(peer.sawReset()).isTrue();
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("aborted");
  }

  @Test
  void eachListenerIsToldOnceOnAVirtualThreadAlsoAfterwards() throws Exception {
    FakeStream peer = open().connect();
    Session session = nextSession();
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    session.onEnd(end -> told.add("early " + Thread.currentThread().isVirtual()));
    session.onEnd(end -> {
      throw new IllegalStateException("thrown on purpose");
    });
    session.onEnd(end -> told.add("after the failing " + Thread.currentThread().isVirtual()));
    peer.finish();
    peer.awaitClosed();
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("early true");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("after the failing true");
    session.onEnd(end -> told.add("late " + end));
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("late Clean[]");
    assertThat(told).isEmpty();
  }

  @Test
  void aFrameThatCannotBeEncodedIsRefusedAndHarmsNothing() throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard(),
            new FrameProtocol(
                Framing.lines(),
                session -> {
                  sessions.add(session);
                  return Session::send;
                }));
    FakeStream peer = door.connect();
    Session session = nextSession();
    assertThatThrownBy(() -> session.send(Bytes.utf8("two\nlines")))
        .isInstanceOf(IllegalArgumentException.class);
    session.send(Bytes.utf8("one"));
    assertThat(ascii(peer.awaitTaken(5))).isEqualTo("one\r\n");
  }

  @Test
  void theLoopOfAnotherSessionIsToldToOfferInsteadOfWaiting() throws Exception {
    FakeSetup setup = FakeSetup.standard().with(SMALL).with(Dispatch.EVENT_LOOP);
    FrameProtocol protocol =
        new FrameProtocol(
            Framing.lengthPrefixed(),
            session -> {
              sessions.add(session);
              return Session::send;
            });
    FakeDoor.Pair pair = pair(protocol, setup);
    FakeStream stuck = pair.first().connect();
    Session stuckSession = nextSession();
    pair.second().connect();
    nextSession();
    stuck.takeOnly(0);
    while (stuckSession.offer(Bytes.copyOf(new byte[5_000]))) {
      assertThat(stuckSession.isOpen()).isTrue();
    }
    assertThatThrownBy(() ->
            pair.second()
                .loop()
                .call(() -> {
                  stuckSession.send(Bytes.utf8("never"));
                  return true;
                }))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use offer()");
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
