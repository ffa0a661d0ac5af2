package dev.weir.spi.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.StaleLendException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BufferedStreamInputTest {
  /** Takes messages of a fixed length, and says how many bytes it lacks. */
  private static class Fixed extends ScriptedHandler {
    private final int length;

    Fixed(int length) {
      this.length = length;
    }

    @Override
    int onInput(LentBytes input) {
      while (input.remaining() >= length) {
        input.skip(length);
      }
      return length;
    }
  }

  /** Takes a part of each delivery, seen or unseen, and hands over now and then. */
  private static final class Partial implements StreamHandler {
    private final ScriptedStream stream;
    private final Iterator<Integer> choices;
    private final StringBuilder taken;

    Partial(ScriptedStream stream, Iterator<Integer> choices, StringBuilder taken) {
      this.stream = stream;
      this.choices = choices;
      this.taken = taken;
    }

    @Override
    public int input(LentBytes input) {
      int choice = choices.hasNext() ? choices.next() : 0;
      int count = choice % 4 == 0 ? input.remaining() : input.remaining() / (choice % 4);
      taken.append(choice % 5 < 3 ? input.readBytes(count).utf8() : input.readLatin1(count));
      if (choice % 7 == 6) {
        stream.handOver(new Partial(stream, choices, taken));
      }
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {
      taken.append(rest.readLatin1(rest.remaining()));
    }

    @Override
    public void closed(CloseCause cause) {}
  }

  /** Whether bytes are in the array that they are lent in from the first is nobody's business. */
  @Property(tries = 300)
  void whatIsInTheSystemsMemoryIsDeliveredAsAnythingElse(
      @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 6_000) Integer> sizes,
      @ForAll @Size(max = 60) List<@IntRange(max = 1_000) Integer> choices) {
    StringBuilder taken = new StringBuilder();
    StringBuilder sent = new StringBuilder();
    ScriptedStream stream = new ScriptedStream(new ManualLoop(), Limits.defaults(), false);
    stream.start(new Partial(stream, choices.iterator(), taken));
    stream.maxHeld(1 << 20);
    for (int size : sizes) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < size; i++) {
        text.append((char) ('a' + (sent.length() + i) % 23));
      }
      sent.append(text);
      stream.receiveLent(text.toString());
    }
    stream.receiveEnd();

    assertThat(taken.toString()).isEqualTo(sent.toString());
  }

  /** Sends on what comes, or looks at it, and notes where it was. */
  private static final class Mixed implements StreamHandler {
    private final byte[] array;
    private final StringBuilder found;
    private @Nullable ScriptedStream stream;
    private boolean looks;

    Mixed(byte[] array, StringBuilder found) {
      this.array = array;
      this.found = found;
    }

    @Override
    public int input(LentBytes input) {
      found.append((char) array[0]);
      ScriptedStream open = requireNonNull(stream);
      if (looks) {
        open.output().writeLatin1(input.readLatin1(input.remaining()));
      } else {
        open.output().write(input);
      }
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {}

    @Override
    public void closed(CloseCause cause) {}
  }

  @Test
  void aFewBytesComeToTheArrayAtOnceForAHandlerThatLooksAtThem() {
    byte[] array = new byte[6_000];
    StringBuilder found = new StringBuilder();
    Mixed handler = new Mixed(array, found);
    ScriptedStream stream = ScriptedStream.opened(handler);
    handler.stream = stream;

    stream.receiveLent("a", array);
    stream.receiveLent("b", array);
    handler.looks = true;
    stream.receiveLent("c".repeat(4_000), array); // of many, each time anew
    stream.receiveLent("d", array);
    stream.receiveLent("e", array);
    handler.looks = false;
    stream.receiveLent("f", array);
    stream.receiveLent("g".repeat(4_000), array);
    Mixed successor = new Mixed(array, found);
    successor.stream = stream;
    stream.handOver(successor);
    stream.receiveLent("h", array);

    assertThat(found).hasToString("!!!!ef!!");
    assertThat(stream.sent()).isEqualTo("ab" + "c".repeat(4_000) + "def" + "g".repeat(4_000) + "h");
  }

  @Test
  void leftOversComeAgainInFrontOfWhatFollows() {
    ScriptedHandler handler = new Fixed(4);
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.receive("abcdef");
    stream.receive("gh");

    assertThat(handler.calls).containsExactly("input abcdef", "input efgh");
  }

  @Test
  void aHandlerIsNotCalledBeforeItsNeedIsThere() {
    ScriptedHandler handler = new Fixed(4);
    ScriptedStream stream = ScriptedStream.opened(handler);

    for (String piece : List.of("abcd", "e", "f", "g", "hi", "jkl")) {
      stream.receive(piece);
    }

    assertThat(handler.calls).containsExactly("input abcd", "input efghi", "input ijkl");
  }

  @Test
  void trickledInputIsLookedAtOnceOnlyWhenAllIsThere() {
    int length = 60_000;
    ScriptedHandler handler = new Fixed(length);
    ScriptedStream stream = ScriptedStream.opened(handler);
    String all = "x".repeat(length);

    stream.receive("x");
    for (int i = 1; i < length; i++) {
      stream.receive("x");
    }

    assertThat(handler.calls).containsExactly("input x", "input " + all);
  }

  @Test
  void moreThanMayBeHeldIsAnError() {
    List<CloseCause> causes = new ArrayList<>();
    ScriptedStream stream =
        ScriptedStream.opened(
            new StreamHandler() {
              @Override
              public int input(LentBytes input) {
                return 1_001;
              }

              @Override
              public void inputEnded(LentBytes rest) {}

              @Override
              public void closed(CloseCause cause) {
                causes.add(cause);
              }
            });
    stream.maxHeld(1_000);

    stream.receive("x");

    assertThat(causes).hasSize(1);
    assertThat(causes.getFirst().error()).hasMessageContaining("1001").hasMessageContaining("1000");
    assertThat(stream.calls).contains("reset", "closed FAILED");
  }

  @Test
  void readingStopsWhileAsMuchIsHeldAsMayBe() {
    ScriptedHandler handler =
        new ScriptedHandler() {
          @Override
          int onInput(LentBytes input) {
            return 0; // waits for something else
          }
        };
    ScriptedStream stream = ScriptedStream.opened(handler);
    stream.maxHeld(4);

    stream.receive("abc");
    assertThat(stream.calls).containsExactly("read");
    stream.receive("d");
    assertThat(stream.calls).containsExactly("read", "no read");
  }

  @Test
  void nothingIsDeliveredWhilePausedAndAllOfItAfterwards() {
    ScriptedHandler handler = new ScriptedHandler();
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.pauseReading();
    stream.receive("ab");
    stream.receive("cd");
    stream.receiveEnd();
    assertThat(handler.calls).isEmpty();
    stream.resumeReading();
    assertThat(handler.calls).isEmpty();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("input abcd", "end ");
  }

  @Test
  void anEndRightAfterResumingComesBehindWhatIsHeld() {
    ScriptedHandler handler = new ScriptedHandler();
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.pauseReading();
    stream.receive("ab");
    stream.resumeReading();
    stream.receiveEnd(); // before the end of the turn in which what is held is delivered

    assertThat(handler.calls).containsExactly("input ab", "end ");
  }

  @Test
  void aPauseInsideACallKeepsTheRest() {
    ScriptedHandler handler = new PausingAfterEachByte();
    ScriptedStream stream = ScriptedStream.opened(handler);
    ((PausingAfterEachByte) handler).stream = stream;

    stream.receive("ab");
    stream.receiveEnd();
    assertThat(handler.calls).containsExactly("input ab");
    stream.resumeReading();
    stream.loop.run();
    assertThat(handler.calls).containsExactly("input ab", "input b");
    stream.resumeReading();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("input ab", "input b", "end ");
  }

  private static final class PausingAfterEachByte extends ScriptedHandler {
    ByteStream stream;

    @Override
    int onInput(LentBytes input) {
      input.readByte();
      stream.pauseReading();
      return 0;
    }
  }

  @Test
  void resumingRedeliversThoughNothingNewCameAndNothingWasPaused() {
    ScriptedHandler handler = new Fixed(10);
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.receive("abc");
    stream.resumeReading();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("input abc", "input abc");
  }

  @Test
  void whatIsLeftAtTheEndCanBeHadAgain() {
    ScriptedHandler handler = new Fixed(10);
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.receive("abc");
    stream.receiveEnd();
    stream.resumeReading();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("input abc", "end abc", "input abc");
  }

  @Test
  void aSuccessorGetsWhatIsLeftAndTheOldHandlerNothingMore() {
    ScriptedHandler successor = new ScriptedHandler();
    ScriptedStream[] stream = new ScriptedStream[1];
    ScriptedHandler first =
        new ScriptedHandler() {
          @Override
          int onInput(LentBytes input) {
            input.skip(2);
            stream[0].handOver(successor);
            return 100; // of no interest to the successor
          }
        };
    stream[0] = ScriptedStream.opened(first);

    stream[0].receive("abcd");
    stream[0].receive("ef");
    stream[0].receiveEnd();
    stream[0].close();
    stream[0].loop.run();

    assertThat(first.calls).containsExactly("input abcd");
    assertThat(successor.calls).containsExactly("input cd", "input ef", "end ", "closed FINISHED");
  }

  @Test
  void aHandOverOutsideOfACallRedeliversTheHeldAndTheEnd() {
    ScriptedHandler first = new Fixed(10);
    ScriptedHandler successor = new ScriptedHandler();
    ScriptedStream stream = ScriptedStream.opened(first);

    stream.receive("abc");
    stream.receiveEnd();
    stream.handOver(successor);
    stream.loop.run();

    assertThat(first.calls).containsExactly("input abc", "end abc");
    assertThat(successor.calls).containsExactly("input abc", "end ");
  }

  @Test
  void aHandlerThatThrowsEndsTheStreamWithWhatItThrew() {
    ScriptedHandler handler =
        new ScriptedHandler() {
          @Override
          int onInput(LentBytes input) {
            throw new IllegalStateException("no");
          }
        };
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.receive("a");
    stream.receive("b");

    assertThat(handler.calls).containsExactly("input a", "closed FAILED");
    assertThat(stream.calls).containsExactly("read", "reset", "closed FAILED");
  }

  @Test
  void anAbortInsideACallComesAfterItAndItsCauseStands() {
    ScriptedStream[] stream = new ScriptedStream[1];
    ScriptedHandler handler =
        new ScriptedHandler() {
          @Override
          int onInput(LentBytes input) {
            stream[0].abort(CloseCause.ABORTED);
            stream[0].abort(CloseCause.TIMED_OUT);
            calls.add("still in the call");
            throw new IllegalStateException("too late to matter");
          }
        };
    stream[0] = ScriptedStream.opened(handler);

    stream[0].receive("a");

    assertThat(handler.calls).containsExactly("input a", "still in the call", "closed ABORTED");
  }

  @Test
  void anAbortBeforeTheOpeningReachesTheHandler() {
    ScriptedHandler handler = new ScriptedHandler();
    ScriptedStream stream = new ScriptedStream(new ManualLoop(), dev.weir.Limits.defaults(), false);

    stream.abort(CloseCause.ABORTED);
    assertThat(stream.ended()).isFalse();
    stream.start(handler);

    assertThat(handler.calls).containsExactly("closed ABORTED");
    assertThat(stream.calls).containsExactly("reset", "closed ABORTED");
  }

  @Test
  void lentBytesAreRevokedOnReturn() {
    List<LentBytes> kept = new ArrayList<>();
    ScriptedHandler handler =
        new ScriptedHandler() {
          @Override
          int onInput(LentBytes input) {
            kept.add(input);
            kept.add(input.slice(0, 1));
            return super.onInput(input);
          }
        };
    ScriptedStream.opened(handler).receive("ab");

    for (LentBytes bytes : kept) {
      assertThatThrownBy(() -> bytes.peek(0)).isInstanceOf(StaleLendException.class);
    }
  }

  @Test
  void closingInsideTheEndOfInputDropsTheRest() {
    ScriptedStream[] stream = new ScriptedStream[1];
    ScriptedHandler handler =
        new Fixed(10) {
          @Override
          void onInputEnded(LentBytes rest) {
            stream[0].close();
          }
        };
    stream[0] = ScriptedStream.opened(handler);

    stream[0].receive("abc");
    stream[0].receiveEnd();

    assertThat(handler.calls).containsExactly("input abc", "end abc", "closed FINISHED");
    assertThat(stream[0].calls)
        .containsExactly("read", "no read", "FIN", "close", "closed FINISHED");
  }
}
