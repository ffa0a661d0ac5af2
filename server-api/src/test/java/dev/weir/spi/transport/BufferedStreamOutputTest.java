package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

final class BufferedStreamOutputTest {
  private final ScriptedHandler handler = new ScriptedHandler();

  private static void write(ByteStream stream, String text) {
    stream.output().writeLatin1(text);
  }

  private static OutputChain chain(ByteStream stream, String text) {
    OutputChain chain = stream.newOutput();
    chain.writeLatin1(text);
    return chain;
  }

  @Test
  void outputLeavesAtTheEndOfTheTurn() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    write(stream, "ab");
    write(stream, "cd");
    assertThat(stream.sent()).isEmpty();
    stream.loop.run();

    assertThat(stream.sent()).isEqualTo("abcd");
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void submittedAndDirectOutputKeepTheirOrder() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    write(stream, "a");
    stream.submit(chain(stream, "b"));
    write(stream, "c");
    stream.loop.run();

    assertThat(stream.sent()).isEqualTo("abc");
  }

  private static ScriptedStream echo(long room) {
    return answering((input, output) -> output.write(input)).room(room);
  }

  private static ScriptedStream answering(BiConsumer<LentBytes, OutputChain> answer) {
    ScriptedStream[] opened = new ScriptedStream[1];
    opened[0] =
        ScriptedStream.opened(
            new ScriptedHandler() {
              @Override
              int onInput(LentBytes input) {
                answer.accept(input, opened[0].output());
                return 0;
              }
            });
    return opened[0];
  }

  @Test
  void whatAReadGivesRiseToLeavesTogetherAtItsEnd() {
    ScriptedStream stream = echo(Long.MAX_VALUE);
    AtomicInteger writes = new AtomicInteger();
    stream.beforeWrite(writes::incrementAndGet);

    stream.read("ab", "cd");
    assertThat(stream.sent()).isEqualTo("abcd");
    assertThat(writes).hasValue(1);

    write(stream, "e");
    assertThat(stream.sent()).isEqualTo("abcd");
    stream.loop.run();
    assertThat(stream.sent()).isEqualTo("abcde");
  }

  @Test
  void whatIsSentBackAsItCameIsntCopied() {
    ScriptedStream stream = echo(Long.MAX_VALUE);
    String large = "0123456789".repeat(1_000);

    stream.receiveLent(large);
    stream.receiveLent("small");

    assertThat(stream.sent()).isEqualTo(large + "small");
    assertThat(stream.uncopied()).isEqualTo(large.length() + "small".length());
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void littlePiecesAreCopiedBehindOthers() {
    ScriptedStream stream =
        answering((input, output) -> {
          output.write(input.slice(0, 0));
          output.write(input.slice(0, 2));
          output.write(input.slice(2, 2));
          output.write(input);
          assertThat(output.segments()).isEqualTo(2);
        });

    stream.receiveLent("abcdef");

    assertThat(stream.sent()).isEqualTo("abcdabcdef");
    assertThat(stream.uncopied()).isEqualTo(2);
  }

  @Test
  void whatIsSentBackOutlivesTheMemoryThatItCameIn() {
    ScriptedStream stream = echo(1_234);
    String large = "0123456789".repeat(1_000);

    stream.receiveLent(large);
    stream.receiveLent(large);
    assertThat(stream.sent()).hasSize(1_234);
    assertThat(stream.pendingBytes()).isEqualTo(2 * large.length() - 1_234);
    stream.makeRoom(Long.MAX_VALUE);

    assertThat(stream.sent()).isEqualTo(large + large);
  }

  @Test
  void whatGoesToAnotherStreamIsCopied() {
    ScriptedStream other = ScriptedStream.opened(new ScriptedHandler());
    ScriptedStream stream =
        ScriptedStream.opened(
            new ScriptedHandler() {
              @Override
              int onInput(LentBytes input) {
                other.output().write(input);
                return 0;
              }
            });
    String large = "0123456789".repeat(1_000);

    stream.receiveLent(large);
    other.loop.run();

    assertThat(other.sent()).isEqualTo(large);
    assertThat(other.uncopied()).isZero();
  }

  @Test
  void aPartialWriteWaitsForRoom() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(2);

    write(stream, "abcdef");
    stream.loop.run();
    assertThat(stream.sent()).isEqualTo("ab");
    assertThat(stream.pendingBytes()).isEqualTo(4);
    stream.makeRoom(3);
    stream.makeRoom(3);

    assertThat(stream.sent()).isEqualTo("abcdef");
    assertThat(stream.calls).containsExactly("read", "write", "no write");
    assertThat(stream.loop.armedTimers()).isZero();
  }

  @Test
  void aPeerThatTakesNothingForTheProgressTimeoutIsCut() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(2);
    Duration timeout = Limits.defaults().get(Limits.PROGRESS_TIMEOUT);

    write(stream, "abcdef");
    stream.loop.run();
    stream.loop.pass(timeout.minusSeconds(1));
    stream.makeRoom(1);
    stream.loop.pass(timeout.minusSeconds(1));
    assertThat(handler.calls).isEmpty();
    stream.loop.pass(Duration.ofSeconds(2));

    assertThat(handler.calls).containsExactly("closed TIMED_OUT");
    assertThat(stream.calls).endsWith("reset", "closed TIMED_OUT");
  }

  @Test
  void writersAreToldOnceBelowTheLowWatermark() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(0);
    int high = Limits.WRITE_HIGH_WATERMARK.defaultValue().intValue();

    write(stream, "x".repeat(high));
    assertThat(stream.isWritable()).isTrue();
    write(stream, "x");
    assertThat(stream.isWritable()).isFalse();
    stream.loop.run();
    stream.makeRoom(high / 2);
    assertThat(handler.calls).isEmpty();
    stream.makeRoom(1);
    stream.makeRoom(Long.MAX_VALUE);

    assertThat(handler.calls).containsExactly("writable");
  }

  @Test
  void submittingOnTheLoopAboveTheWatermarkPromisesAWritable() {
    ScriptedStream stream = ScriptedStream.opened(handler);
    int high = Limits.WRITE_HIGH_WATERMARK.defaultValue().intValue();

    assertThat(stream.submit(chain(stream, "x".repeat(high + 1)))).isFalse();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("writable");
  }

  @Test
  void whatWritableProducesLeavesToo() {
    ScriptedStream[] stream = new ScriptedStream[1];
    ScriptedHandler filling =
        new ScriptedHandler() {
          @Override
          void onWritable() {
            write(stream[0], "more");
            stream[0].close();
          }
        };
    stream[0] = ScriptedStream.opened(filling);
    int high = Limits.WRITE_HIGH_WATERMARK.defaultValue().intValue();

    write(stream[0], "x".repeat(high + 1));
    assertThat(stream[0].isWritable()).isFalse();
    stream[0].loop.run();

    assertThat(stream[0].sent()).endsWith("xmore");
    assertThat(stream[0].calls).endsWith("FIN");
  }
}
