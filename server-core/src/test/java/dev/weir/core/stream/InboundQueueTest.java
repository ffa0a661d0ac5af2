package dev.weir.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.core.fake.FakeLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboundQueueTest {
  private static final int BOUND = 4 << 10;

  private final FakeLoop loop = new FakeLoop();
  private final AtomicInteger resumed = new AtomicInteger();
  private final Semaphore resumes = new Semaphore(0);
  private final InboundQueue queue =
      new InboundQueue(
          BOUND,
          loop,
          () -> {
            resumed.incrementAndGet();
            resumes.release();
          });

  @AfterEach
  void endLoop() {
    loop.close();
  }

  private boolean offer(byte[] bytes) {
    return loop.call(() -> {
      LentBytes lent = LentBytes.lend(bytes, 0, bytes.length);
      boolean room = queue.offer(lent);
      assertThat(lent.remaining()).isZero();
      lent.revoke();
      return room;
    });
  }

  private boolean offer(String text) {
    return offer(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsOfferedIsACopy() throws IOException {
    byte[] bytes = {1, 2, 3};
    offer(bytes);
    bytes[0] = 9;
    assertThat(queue.take()).isEqualTo(Bytes.copyOf(new byte[] {1, 2, 3}));
  }

  @Test
  void readTakesAcrossChunksAndLeavesTheRest() throws IOException {
    offer("ab");
    offer("cde");
    byte[] target = new byte[6];
    assertThat(queue.read(target, 1, 3)).isEqualTo(3);
    assertThat(new String(target, StandardCharsets.UTF_8)).isEqualTo("\0abc\0\0");
    assertThat(queue.available()).isEqualTo(2);
    assertThat(queue.take()).isEqualTo(Bytes.utf8("de"));
    assertThat(queue.poll()).isNull();
    assertThat(queue.read(target, 0, 0)).isZero();
  }

  @Test
  void theEndComesAfterAllBytes() throws IOException {
    offer("x");
    loop.run(queue::end);
    assertThat(queue.isExhausted()).isFalse();
    assertThat(queue.read(new byte[4], 0, 4)).isEqualTo(1);
    assertThat(queue.isExhausted()).isTrue();
    assertThat(queue.read(new byte[4], 0, 4)).isEqualTo(-1);
    assertThat(queue.take()).isNull();
  }

  @Test
  void aFailureComesAfterAllBytesAndEachTimeAnew() throws IOException {
    offer("x");
    queue.fail(new IOException("gone"));
    assertThat(queue.take()).isEqualTo(Bytes.utf8("x"));
    IOException first = failureOfTake();
    assertThat(first).hasMessage("gone").hasCauseInstanceOf(IOException.class);
    assertThat(failureOfTake()).isNotSameAs(first);
    assertThat(queue.isExhausted()).isFalse();
  }

  private IOException failureOfTake() {
    try {
      throw new AssertionError("Took " + queue.take());
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void abandoningDropsWhatIsQueuedAndWhatComes() {
    offer("x");
    queue.abandon(new IOException("over"));
    assertThatThrownBy(queue::take).isInstanceOf(IOException.class).hasMessage("over");
    assertThat(offer("y")).isTrue();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aFullQueueAsksToResumeOnceWhenDrainedToHalf() throws Exception {
    assertThat(offer(new byte[BOUND / 2])).isTrue();
    assertThat(offer(new byte[BOUND / 2])).isFalse();
    assertThat(queue.read(new byte[BOUND], 0, BOUND / 4)).isEqualTo(BOUND / 4);
    loop.run(() -> {});
    assertThat(resumed).hasValue(0);
    assertThat(queue.read(new byte[BOUND], 0, BOUND / 2)).isEqualTo(BOUND / 2);
    assertThat(resumes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    queue.read(new byte[BOUND], 0, BOUND);
    loop.run(() -> {});
    assertThat(resumed).hasValue(1);
  }

  @Test
  void manySmallChunksFillTheQueueLongBeforeTheirBytesWould() {
    int offered = 1;
    while (offer(new byte[64])) {
      offered++;
    }
    assertThat(offered).isLessThan(BOUND / 64);
  }

  @Test
  void tinyChunksAreKeptTogetherAndInOrder() throws IOException {
    InboundQueue whole = new InboundQueue(Long.MAX_VALUE, loop, () -> {});
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] chunk = Bytes.utf8("x" + i).toByteArray();
      byte[] next = i % 1_000 == 999 ? new byte[100] : chunk;
      sent.write(next);
      loop.run(() -> whole.offer(LentBytes.lend(next, 0, next.length)));
      if (i % 3_000 == 0) {
        got.write(whole.take().toByteArray());
        taken++;
      }
    }
    for (Bytes part = whole.poll(); part != null; part = whole.poll()) {
      got.write(part.toByteArray());
      taken++;
    }
    assertThat(got.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(taken).isLessThan(sent.size() / 500);
  }

  @Test
  void anInterruptEndsTheWaitStaysSetAndLosesNothing() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread reader =
        Thread.startVirtualThread(() -> {
          try {
            interrupted.completeExceptionally(new AssertionError("Took " + queue.take()));
          } catch (InterruptedIOException e) {
            interrupted.complete(Thread.currentThread().isInterrupted());
          } catch (IOException e) {
            interrupted.completeExceptionally(e);
          }
        });
    reader.interrupt();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    offer("still here");
    assertThat(queue.take()).isEqualTo(Bytes.utf8("still here"));
  }

  @Test
  void theLoopIsRefusedWhereItWouldWaitForItself() {
    assertThatThrownBy(() -> loop.call(queue::take))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    offer("x");
    assertThat(loop.call(queue::take)).isEqualTo(Bytes.utf8("x"));
  }

  /**
   * The producer honours the pauses, as a stream does; then nothing is lost and nothing piles up.
   */
  @Test
  void aSlowReaderGetsEveryByteAndHoldsBoundedMemory() throws Exception {
    int total = 1 << 20;
    byte[] sent = new byte[total];
    for (int i = 0; i < total; i++) {
      sent[i] = (byte) (i * 31 + (i >> 8));
    }
    CompletableFuture<Long> most = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        long high = 0;
        for (int at = 0, n = 1; at < total; n = n * 7 % 1_531 + 1) {
          int from = at;
          int to = Math.min(total, at + n);
          boolean room = loop.call(() -> queue.offer(LentBytes.lend(sent, from, to)));
          high = Math.max(high, queue.available());
          at = to;
          if (!room) {
            resumes.acquire();
          }
        }
        loop.run(queue::end);
        most.complete(high);
      } catch (Throwable e) {
        most.completeExceptionally(e);
      }
    });
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    byte[] part = new byte[777];
    for (int count = queue.read(part, 0, 777); count >= 0; count = queue.read(part, 0, 777)) {
      got.write(part, 0, count);
    }
    assertThat(got.toByteArray()).isEqualTo(sent);
    assertThat(most.get(30, TimeUnit.SECONDS)).isLessThan(BOUND + 1_531);
  }

  @Test
  void whatIsConsumedIsReportedInBatchesAlthoughItIsntFull() throws Exception {
    queue.reportConsumed(100);
    for (int i = 0; i < 5; i++) {
      offer(new byte[70]);
    }
    queue.take();
    assertThat(resumed).hasValue(0);
    queue.take();
    queue.take(); // is on its way already
    assertThat(resumes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(queue.takeConsumed()).isEqualTo(210);
    queue.read(new byte[99], 0, 99);
    assertThat(queue.takeConsumed()).isEqualTo(99);
    assertThat(resumed).hasValue(1);
  }
}
