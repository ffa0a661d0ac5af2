package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.middleware.Middleware;
import dev.weir.spi.transport.CloseCause;
import dev.weir.tcp.FrameDecoder;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameProtocolTest extends TcpFixture {
  private static FrameProtocol lines(FrameHandler handler) {
    return new FrameProtocol(Framing.lines(), handler);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void framesAreHandledInOrderOneAtATime(Dispatch dispatch) throws Exception {
    AtomicBoolean busy = new AtomicBoolean();
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            lines((session, frame) -> {
              assertThat(busy.getAndSet(true)).isFalse();
              session.send(frame);
              busy.set(false);
            }));
    FakeStream peer = door.connect();
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      sent.append("line ").append(i).append("\r\n");
    }
    byte[] bytes = ascii(sent.toString());
    for (int at = 0; at < bytes.length; at += 777) {
      peer.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 777)));
    }
    assertThat(ascii(peer.awaitTaken(bytes.length))).isEqualTo(sent.toString());
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void anInputCutAtEveryByteGivesTheSameFrames(Dispatch dispatch) throws Exception {
    FakeDoor door = open(FakeSetup.standard().with(dispatch), lines(Session::send));
    byte[] bytes = ascii("first\r\n\r\nthird and longer\r\n");
    for (int cut = 0; cut <= bytes.length; cut++) {
      FakeStream peer = door.connect();
      peer.send(Arrays.copyOfRange(bytes, 0, cut));
      peer.send(Arrays.copyOfRange(bytes, cut, bytes.length));
      peer.finish();
      assertThat(peer.awaitTaken(bytes.length)).isEqualTo(bytes);
      assertThat(peer.awaitClosed()).isEqualTo(CloseCause.FINISHED);
    }
  }

  @Test
  void aBurstRunsOnOneThread() throws Exception {
    FakeSetup setup = FakeSetup.standard();
    FakeDoor door = open(setup, lines(Session::send));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\n".repeat(500)));
    peer.awaitTaken(1_500);
    // The thread may have caught up with the loop in between, not five hundred times.
    assertThat(setup.fake().threads.get()).isLessThan(10);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFinAfterAFrameIsACleanEndAndTheAnswersStillLeave(Dispatch dispatch) throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            lines((session, frame) -> {
              session.onEnd(end::complete);
              session.send(frame);
            }));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\n"));
    peer.finish();
    assertThat(get(end)).isEqualTo(new SessionEnd.Clean());
    assertThat(ascii(peer.taken())).isEqualTo("a\r\n");
    assertThat(peer.sawEnd()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFinInsideAFrameIsATruncatedEnd(Dispatch dispatch) throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            lines((session, frame) -> session.onEnd(end::complete)));
    FakeStream peer = door.connect();
    peer.send(ascii("whole\r\nhalf"));
    peer.finish();
    assertThat(get(end)).isEqualTo(new SessionEnd.Truncated(4));
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFrameTooLargeEndsItsSessionAfterTheFramesBeforeAndNoOther(Dispatch dispatch)
      throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    Limits limits = Limits.defaults().with(Limits.MAX_FRAME, 10L);
    FakeDoor door =
        open(
            FakeSetup.standard().with(limits).with(dispatch),
            lines((session, frame) -> {
              session.onEnd(end::complete);
              session.send(frame);
            }));
    FakeStream other = door.connect();
    FakeStream peer = door.connect();
    peer.send(ascii("0123456789\r\nmore than ten bytes"));
    assertThat(ascii(peer.awaitTaken(12))).isEqualTo("0123456789\r\n");
    peer.awaitTaken(taken -> peer.sawEnd());
    peer.finish();
    assertThat(get(end)).isInstanceOf(SessionEnd.Failed.class);
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("10 bytes");

    other.send(ascii("fine\r\n"));
    assertThat(ascii(other.awaitTaken(6))).isEqualTo("fine\r\n");
  }

  @Test
  void aFrameOfTheLargestSizeFits() throws Exception {
    int size = 1 << 20;
    FakeDoor door =
        open(
            FakeSetup.standard(),
            new FrameProtocol(
                Framing.lengthPrefixed(), (session, frame) -> session.send(frame.slice(0, 4))));
    FakeStream peer = door.connect();
    byte[] bytes = new byte[4 + size];
    bytes[1] = (byte) (size >> 16);
    bytes[4] = 'x';
    for (int at = 0; at < bytes.length; at += 16 << 10) {
      peer.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + (16 << 10))));
    }
    assertThat(peer.awaitTaken(8)).containsExactly(0, 0, 0, 4, 'x', 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aHandlerThatThrowsEndsItsSessionAfterWhatItSent(Dispatch dispatch) throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    AtomicInteger handled = new AtomicInteger();
    IllegalStateException thrown = new IllegalStateException("thrown on purpose");
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            lines((session, frame) -> {
              session.onEnd(end::complete);
              handled.incrementAndGet();
              session.send(frame);
              throw thrown;
            }));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\nb\r\n"));
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(ascii(peer.taken())).isEqualTo("a\r\n");
    peer.finish();
    assertThat(get(end)).isEqualTo(new SessionEnd.Failed(thrown));
    assertThat(handled).hasValue(1);
  }

  @Test
  void aResetIsAFailedEnd() throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    CompletableFuture<Boolean> handled = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard(),
            lines((session, frame) -> {
              session.onEnd(end::complete);
              handled.complete(true);
            }));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\n"));
    get(handled);
    peer.resetByPeer();
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("reset");
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void eachSessionHasItsOwnHandlerMadeBeforeItsFirstFrame(Dispatch dispatch) throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            new FrameProtocol(
                Framing.lines(),
                session -> {
                  send(session, "hello");
                  AtomicInteger count = new AtomicInteger();
                  return (same, frame) ->
                      same.send(Bytes.utf8(frame.utf8() + count.incrementAndGet()));
                }));
    FakeStream first = door.connect();
    FakeStream second = door.connect();
    first.awaitTaken(7);
    first.send(ascii("a\r\nb\r\n"));
    second.send(ascii("c\r\n"));
    assertThat(ascii(first.awaitTaken(15))).isEqualTo("hello\r\na1\r\nb2\r\n");
    assertThat(ascii(second.awaitTaken(11))).isEqualTo("hello\r\nc1\r\n");
  }

  private static void send(Session session, String text) {
    assertThat(session.offer(Bytes.utf8(text))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aSessionWhoseHandlerCannotBeMadeIsEnded(Dispatch dispatch) throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(dispatch),
            new FrameProtocol(
                Framing.lines(),
                session -> {
                  session.onEnd(end::complete);
                  throw new IllegalStateException("no handler on purpose");
                }));
    FakeStream peer = door.connect();
    peer.awaitTaken(taken -> peer.sawEnd());
    peer.finish();
    assertThat(((SessionEnd.Failed) get(end)).cause()).hasMessageContaining("on purpose");
  }

  @Test
  void middlewareIsComposedOnceForAllSessionsTheFirstOneOutermost() throws Exception {
    List<String> composed = new CopyOnWriteArrayList<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(tagging("outer", composed), tagging("inner", composed)),
            new FrameProtocol(Framing.lines(), session -> Session::send));
    for (int i = 0; i < 3; i++) {
      FakeStream peer = door.connect();
      peer.send(ascii("x\r\n"));
      assertThat(ascii(peer.awaitTaken(15))).isEqualTo("x outer inner\r\n");
    }
    assertThat(composed).containsExactly("inner", "outer");
  }

  private static Middleware tagging(String name, List<String> composed) {
    return new Middleware() {
      @Override
      public FrameHandler frames(FrameHandler next) {
        composed.add(name);
        return (session, frame) -> next.handle(session, Bytes.utf8(frame.utf8() + " " + name));
      }
    };
  }

  @Test
  void middlewareThatMayBlockCannotWrapAHandlerOfTheLoop() {
    FakeSetup setup =
        FakeSetup.standard()
            .with(tagging("blocker", new CopyOnWriteArrayList<>()))
            .with(Dispatch.EVENT_LOOP);
    assertThatThrownBy(() -> lines(Session::send).bind(setup))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("mayBlock()");
    // One that leaves frames alone is no hindrance.
    lines(Session::send)
        .bind(FakeSetup.standard().with(new Middleware() {}).with(Dispatch.EVENT_LOOP));
  }

  @Test
  void slotsAreThoseOfTheConnection() throws Exception {
    Slot<String> name = Slot.named("name");
    FakeDoor door =
        open(
            FakeSetup.standard(),
            lines((session, frame) -> {
              String before = session.get(name);
              session.set(name, frame.utf8());
              session.send(Bytes.utf8("" + before));
            }));
    FakeStream peer = door.connect();
    peer.send(ascii("a\r\nb\r\n"));
    assertThat(ascii(peer.awaitTaken(9))).isEqualTo("null\r\na\r\n");
  }

  @Test
  void aDecoderThatTakesNothingForAFrameEndsTheSession() throws Exception {
    FakeDoor door = open(FakeSetup.standard(), new FrameProtocol(new Endless(), Session::send));
    FakeStream peer = door.connect();
    peer.send(ascii("x"));
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(peer.taken()).isEmpty();
  }

  /** Gives empty frames for ever. */
  private static final class Endless implements Framing {
    @Override
    public FrameDecoder newDecoder() {
      return new FrameDecoder() {
        @Override
        public @Nullable Bytes decode(LentBytes input, long maxFrame) {
          return Bytes.empty();
        }

        @Override
        public int needed() {
          return 1;
        }
      };
    }

    @Override
    public void encode(Bytes frame, ByteOutput output) {
      output.write(frame);
    }
  }
}
