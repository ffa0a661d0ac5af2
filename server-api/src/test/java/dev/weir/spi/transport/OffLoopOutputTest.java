package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread off the loop is held in the middle of its write; what happens meanwhile? */
@Timeout(60)
final class OffLoopOutputTest {
  private final ManualLoop loop = new ManualLoop();
  private final ScriptedStream stream = new ScriptedStream(loop, Limits.defaults(), true);
  private final ScriptedHandler handler = new ScriptedHandler();
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @BeforeEach
  void open() {
    stream.start(handler);
    stream.beforeWrite(() -> {
      if (!loop.inLoop()) {
        writing.countDown();
        try {
          assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    });
  }

  private void submit(String text) {
    OutputChain chain = stream.newOutput();
    chain.writeLatin1(text);
    stream.submit(chain);
  }

  private static Thread run(Runnable task) {
    return Thread.ofPlatform().start(task);
  }

  private static void runToEnd(Runnable task) throws InterruptedException {
    run(task).join();
  }

  /** A thread that is in the middle of its write when this returns. */
  private Thread held(String text) throws InterruptedException {
    Thread thread = run(() -> submit(text));
    assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
    return thread;
  }

  private void letGo(Thread thread) throws InterruptedException {
    go.countDown();
    thread.join();
    loop.run();
  }

  @Test
  void freeOutputIsWrittenOnTheCallingThread() throws Exception {
    go.countDown();
    runToEnd(() -> submit("abc"));
    assertThat(stream.sent()).isEqualTo("abc");
  }

  @Test
  void itsPlaceIsSureBeforeTheWrite() throws Exception {
    CountDownLatch ordered = new CountDownLatch(1);
    Thread thread =
        run(() -> {
          OutputChain chain = stream.newOutput();
          chain.writeLatin1("a");
          stream.submit(chain, ordered::countDown);
        });
    assertThat(ordered.await(30, TimeUnit.SECONDS)).isTrue();
    runToEnd(() -> submit("b"));
    stream.output().writeLatin1("c");
    assertThat(stream.sent()).isEmpty();
    letGo(thread);

    assertThat(stream.sent()).isEqualTo("abc");
  }

  @Test
  void whatItCouldNotWriteComesBeforeWhatTheLoopWroteMeanwhile() throws Exception {
    stream.room(2);
    Thread thread = held("abcdef");
    stream.output().writeLatin1("XY");
    loop.run();
    assertThat(stream.sent()).isEmpty();
    letGo(thread);
    assertThat(stream.pendingBytes()).isEqualTo(6);
    stream.makeRoom(100);

    assertThat(stream.sent()).isEqualTo("abcdefXY");
  }

  @Test
  void whoComesMeanwhileQueuesAndKeepsItsOrder() throws Exception {
    Thread thread = held("a");
    runToEnd(() -> {
      submit("b");
      submit("c");
    });
    stream.output().writeLatin1("d");
    runToEnd(() -> submit("e"));
    go.countDown();
    thread.join();
    runToEnd(() -> submit("f")); // not in front, though nobody writes now
    loop.run();

    assertThat(stream.sent()).isEqualTo("abcdef");
    runToEnd(() -> submit("g"));
    assertThat(stream.sent()).isEqualTo("abcdefg");
  }

  @Test
  void whoComesMeanwhileIsNotForgotten() throws Exception {
    Thread thread = held("a");
    runToEnd(() -> submit("b"));
    letGo(thread);

    assertThat(stream.sent()).isEqualTo("ab");
  }

  @Test
  void whatTheLoopWritesForItCountsAsPendingMeanwhile() throws Exception {
    Thread thread = held("a");
    runToEnd(() -> submit("bcd"));
    AtomicLong pending = new AtomicLong();
    stream.beforeWrite(() -> {
      Thread other = run(() -> pending.set(stream.pendingBytes()));
      try {
        other.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    letGo(thread);

    assertThat(stream.sent()).isEqualTo("abcd");
    assertThat(pending).hasValue(3);
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void finWaitsForIt() throws Exception {
    Thread thread = held("abc");
    stream.close();
    loop.run();
    assertThat(stream.calls).doesNotContain("FIN");
    letGo(thread);

    assertThat(stream.sent()).isEqualTo("abc");
    assertThat(stream.calls).endsWith("FIN");
    runToEnd(() -> submit("late"));
    loop.run();
    assertThat(stream.sent()).isEqualTo("abc");
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void anAbortMeanwhileEndsOnceAndKeepsNothing() throws Exception {
    stream.room(0);
    Thread thread = held("abc");
    runToEnd(() -> submit("def"));
    run(() -> stream.abort(CloseCause.ABORTED)).join();
    loop.run();
    assertThat(handler.calls).containsExactly("closed ABORTED");
    stream.failWrites(new IOException("closed"));
    letGo(thread);

    assertThat(handler.calls).containsExactly("closed ABORTED");
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void aFailureThereEndsTheStreamOnTheLoop() throws Exception {
    stream.failWrites(new IOException("Broken pipe"));
    go.countDown();
    runToEnd(() -> submit("abc"));
    assertThat(handler.calls).isEmpty();
    loop.run();

    assertThat(handler.calls).containsExactly("closed PEER_RESET");
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void whatWaitsCountsAgainstTheWatermarkAndTheWriterIsTold() throws Exception {
    stream.room(1);
    go.countDown();
    runToEnd(() -> {
      OutputChain chain = stream.newOutput();
      chain.write(new byte[100_000]);
      assertThat(stream.submit(chain)).isFalse();
    });
    loop.run();
    assertThat(handler.calls).isEmpty();
    stream.makeRoom(Long.MAX_VALUE);

    assertThat(handler.calls).containsExactly("writable");
    assertThat(stream.sent()).hasSize(100_000);
  }
}
