package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.Limits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a stream ends: half-close, close after what is due, abort; and once. */
final class BufferedStreamEndTest {
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
  void halfCloseSendsWhatIsDueAndThenFinWhileInputGoesOn() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(1);

    write(stream, "ab");
    stream.endOutput();
    write(stream, "dropped");
    stream.loop.run();
    assertThat(stream.calls).doesNotContain("FIN");
    stream.makeRoom(100);
    assertThat(stream.calls).endsWith("FIN");
    write(stream, "dropped");
    stream.submit(chain(stream, "dropped"));
    stream.loop.run();
    stream.receive("in");
    stream.receiveEnd();

    assertThat(stream.sent()).isEqualTo("ab");
    assertThat(handler.calls).containsExactly("input in", "end ", "closed FINISHED");
    assertThat(stream.calls).endsWith("close", "closed FINISHED");
  }

  @Test
  void aPeerThatEndedFirstLeavesTheOtherHalfOpen() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.receiveEnd();
    write(stream, "answer");
    stream.loop.run();
    assertThat(stream.sent()).isEqualTo("answer");
    assertThat(stream.ended()).isFalse();
    stream.endOutput();
    stream.loop.run();

    assertThat(handler.calls).containsExactly("end ", "closed FINISHED");
  }

  @Test
  void closeFlushesThenSendsFinThenDrainsUntilThePeersFin() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(1);

    stream.pauseReading();
    write(stream, "ab");
    stream.close();
    stream.loop.run();
    stream.receive("dropped");
    stream.makeRoom(100);
    stream.receive("dropped");
    assertThat(stream.ended()).isFalse();
    stream.receiveEnd();

    assertThat(stream.sent()).isEqualTo("ab");
    assertThat(handler.calls).containsExactly("closed FINISHED");
    assertThat(stream.calls)
        .containsExactly(
            "read",
            "no read",
            "read",
            "write",
            "no write",
            "FIN",
            "no read",
            "close",
            "closed FINISHED");
    assertThat(stream.loop.armedTimers()).isZero();
  }

  @Test
  void lingeringEndsWithItsTime() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.close();
    stream.loop.run();
    stream.loop.pass(Limits.defaults().get(Limits.LINGER_TIMEOUT).minusMillis(1));
    assertThat(handler.calls).isEmpty();
    stream.loop.pass(Duration.ofMillis(20));

    assertThat(handler.calls).containsExactly("closed FINISHED");
  }

  @Test
  void anIdleStreamLingersForAMomentOnly() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.close(Long.MAX_VALUE);
    stream.loop.run();
    assertThat(stream.calls).endsWith("FIN");
    assertThat(handler.calls).isEmpty();
    stream.loop.pass(Duration.ofMillis(300));

    assertThat(handler.calls).containsExactly("closed FINISHED");
    assertThat(stream.calls).endsWith("close", "closed FINISHED");
  }

  @Test
  void outputThatStillHasToLeaveIsLingeredForInFull() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    write(stream, "answer");
    stream.close(Long.MAX_VALUE);
    stream.loop.run();
    stream.loop.pass(Limits.defaults().get(Limits.LINGER_TIMEOUT).minusSeconds(1));
    assertThat(handler.calls).isEmpty();
    stream.loop.pass(Duration.ofSeconds(2));

    assertThat(handler.calls).containsExactly("closed FINISHED");
  }

  @Test
  void outputThatWaitedLeavesThePeerItsTimeFromWhenItLeft() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(0);

    write(stream, "answer");
    stream.loop.run();
    stream.loop.pass(Duration.ofSeconds(7));
    stream.makeRoom(100);
    stream.loop.pass(Duration.ofSeconds(1));
    stream.close(Duration.ofSeconds(8).toNanos());
    stream.loop.run();
    stream.loop.pass(Limits.defaults().get(Limits.LINGER_TIMEOUT).minusSeconds(2));
    assertThat(handler.calls).isEmpty();
    stream.loop.pass(Duration.ofSeconds(2));

    assertThat(handler.calls).containsExactly("closed FINISHED");
  }

  @Test
  void lingeringEndsWithItsBytesButNotBeforeTheOutputHasLeft() {
    ScriptedStream stream =
        new ScriptedStream(
                new ManualLoop(), Limits.defaults().with(Limits.LINGER_BYTES, 10L), false)
            .room(0);
    stream.start(handler);

    write(stream, "answer");
    stream.close();
    stream.loop.run();
    stream.receive("more than ten bytes");
    assertThat(stream.calls).endsWith("no read");
    assertThat(stream.ended()).isFalse();
    stream.makeRoom(100);

    assertThat(stream.sent()).isEqualTo("answer");
    assertThat(stream.calls).endsWith("FIN", "close", "closed FINISHED");
  }

  @Test
  void aResetWhileLingeringIsAFinishedEnd() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.close();
    stream.loop.run();
    stream.fail(CloseCause.peerReset(null));

    assertThat(handler.calls).containsExactly("closed FINISHED");
  }

  @Test
  void closeAfterHalfCloseSendsFinOnce() {
    ScriptedStream stream = ScriptedStream.opened(handler);

    stream.endOutput();
    stream.loop.run();
    stream.close();
    stream.loop.run();
    stream.receiveEnd();

    assertThat(stream.calls).containsOnlyOnce("FIN");
    assertThat(handler.calls).containsExactly("closed FINISHED");
  }

  @Test
  void aFailedWriteEndsTheStreamOnceAsThePeersDoing() {
    ScriptedStream stream = ScriptedStream.opened(handler);
    stream.failWrites(new IOException("Broken pipe"));

    write(stream, "a");
    stream.loop.run();
    stream.fail(CloseCause.peerReset(null));
    stream.abort(CloseCause.ABORTED);
    stream.loop.run();

    assertThat(handler.calls).containsExactly("closed PEER_RESET");
    assertThat(stream.calls).containsExactly("read", "reset", "closed PEER_RESET");
  }

  @Test
  void anAbortDropsWhatWasDue() {
    ScriptedStream stream = ScriptedStream.opened(handler).room(1);

    write(stream, "abc");
    stream.loop.run();
    stream.abort(CloseCause.ABORTED);

    assertThat(stream.pendingBytes()).isZero();
    assertThat(stream.isWritable()).isTrue();
    assertThat(stream.sent()).isEqualTo("a");
  }

  @Test
  void aHandlerThatThrowsAtTheEndStillEndsTheConnection() {
    ScriptedHandler failing =
        new ScriptedHandler() {
          @Override
          void onClosed() {
            throw new IllegalStateException("no");
          }
        };
    ScriptedStream stream = ScriptedStream.opened(failing);

    stream.abort(CloseCause.ABORTED);

    assertThat(stream.calls).endsWith("closed ABORTED");
  }

  @Test
  void writingAfterTheEndIsDropped() {
    ScriptedStream[] stream = new ScriptedStream[1];
    ScriptedHandler late =
        new ScriptedHandler() {
          @Override
          void onClosed() {
            write(stream[0], "late");
            stream[0].submit(chain(stream[0], "later"));
            stream[0].close();
            stream[0].resumeReading();
          }

          @Override
          int onInput(LentBytes input) {
            stream[0].abort(CloseCause.ABORTED);
            return 0;
          }
        };
    stream[0] = ScriptedStream.opened(late);

    stream[0].receive("held");

    assertThat(stream[0].sent()).isEmpty();
    assertThat(late.calls).containsExactly("input held", "closed ABORTED");
  }

  @Test
  void aFileWrittenAfterTheEndIsClosedAtOnce(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[10]);
    ScriptedStream closing = ScriptedStream.opened(handler);
    closing.endOutput();
    ScriptedStream closed = ScriptedStream.opened(new ScriptedHandler());
    closed.abort(CloseCause.ABORTED);

    for (ScriptedStream stream : List.of(closing, closed)) {
      FileChannel written = FileChannel.open(file);
      stream.output().writeFile(new FileRegion(written, 0, 10));
      assertThat(written.isOpen()).isFalse();

      FileChannel appended = FileChannel.open(file);
      OutputChain chain = stream.newOutput();
      chain.writeFile(new FileRegion(appended, 0, 10));
      stream.output().append(chain);
      assertThat(appended.isOpen()).isFalse();
      assertThat(chain.isEmpty()).isTrue();

      FileChannel submitted = FileChannel.open(file);
      chain.writeFile(new FileRegion(submitted, 0, 10));
      stream.submit(chain);
      assertThat(submitted.isOpen()).isFalse();
    }
  }
}
