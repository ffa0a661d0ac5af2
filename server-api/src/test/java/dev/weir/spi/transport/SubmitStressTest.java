package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Many threads, the loop and the end contend for one stream's output. */
@Timeout(60)
final class SubmitStressTest {
  private static final int THREADS = 4;
  private static final int MESSAGES = 1_000;
  private static final int LOOP = THREADS; // the loop's number as a writer
  private static final int HEADER = 1 + 4 + 2;

  private final ManualLoop loop = new ManualLoop();
  private final FickleStream stream = new FickleStream(loop, Limits.defaults());
  private final ScriptedHandler handler = new ScriptedHandler();
  private final AtomicIntegerArray submitted = new AtomicIntegerArray(THREADS);
  private final AtomicInteger written = new AtomicInteger(); // by the loop
  private final CountDownLatch running = new CountDownLatch(THREADS);

  /** A message that says whose it is, and which. */
  private static void write(OutputChain chain, int writer, int number) {
    int length = number % 7 == 0 ? 3_000 : number % 100;
    byte[] message = new byte[HEADER + length];
    ByteBuffer.wrap(message).put((byte) writer).putInt(number).putShort((short) length);
    for (int i = HEADER; i < message.length; i++) {
      message[i] = (byte) (writer + number + i);
    }
    chain.write(message);
  }

  private void startWriters() {
    stream.start(handler);
    for (int t = 0; t < THREADS; t++) {
      int writer = t;
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < MESSAGES; i++) {
              OutputChain chain = stream.newOutput();
              write(chain, writer, i);
              stream.submit(chain);
              submitted.set(writer, i + 1);
              if (ThreadLocalRandom.current().nextInt(20) == 0) {
                Thread.yield();
              }
            }
            running.countDown();
          });
    }
  }

  private void turnUntilWritersEnd(IntConsumer eachTurn) {
    for (int turn = 0; running.getCount() > 0; turn++) {
      if (written.get() < submitted.get(turn % THREADS)) { // keeps pace, to be in the way
        write(stream.output(), LOOP, written.getAndIncrement());
      }
      eachTurn.accept(turn);
      stream.turn();
    }
  }

  /** How many messages of each writer came, all whole and in order; what is cut is at the end. */
  private int[] arrived(boolean mayBeCut) {
    ByteBuffer wire = ByteBuffer.wrap(stream.wire());
    int[] next = new int[THREADS + 1];
    while (wire.hasRemaining()) {
      int start = wire.position();
      if (wire.remaining() < HEADER
          || wire.remaining() < HEADER + wire.getShort(start + HEADER - 2)) {
        assertThat(mayBeCut).as("A message was cut").isTrue();
        return next;
      }
      int writer = wire.get();
      int number = wire.getInt();
      assertThat(number).as("of writer " + writer).isEqualTo(next[writer]++);
      int length = wire.getShort();
      for (int i = HEADER; i < HEADER + length; i++) {
        if (wire.get() != (byte) (writer + number + i)) {
          throw new AssertionError("Message " + number + " of writer " + writer + " was mixed up");
        }
      }
    }
    return next;
  }

  @RepeatedTest(8)
  void everythingLeavesWholeOnceAndInEachWritersOrder() {
    startWriters();
    turnUntilWritersEnd(turn -> {});
    stream.close();
    while (!stream.finSent()) {
      stream.turn();
    }
    stream.peerEnds();

    int[] expected = new int[THREADS + 1];
    Arrays.fill(expected, MESSAGES);
    expected[LOOP] = written.get();
    assertThat(arrived(false)).isEqualTo(expected);
    assertThat(stream.pendingBytes()).isZero();
    assertThat(handler.calls).containsOnlyOnce("closed FINISHED");
  }

  @RepeatedTest(4)
  void whatWasSubmittedCountsWhileTheLoopTakesIt() throws InterruptedException {
    ScriptedStream stuck = new ScriptedStream(loop, Limits.defaults(), false);
    stuck.room(0);
    stuck.start(handler);
    AtomicReference<String> uncounted = new AtomicReference<>();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int count = 1; count <= 20 * MESSAGES; count++) {
                OutputChain chain = stuck.newOutput();
                chain.writeByte(1);
                stuck.submit(chain);
                for (int look = 0; look < 5; look++) {
                  long pending = stuck.pendingBytes();
                  if (pending < count) {
                    uncounted.set(pending + " of " + count);
                  }
                }
              }
            });
    while (writer.isAlive()) {
      var unused = stuck.output(); // takes what waits
    }
    writer.join();
    assertThat(uncounted).hasNullValue();
  }

  @RepeatedTest(8)
  void whoGoesOnOnceTheOtherHasItsPlaceLeavesBehindIt() {
    stream.start(handler);
    int messages = MESSAGES / 5; // each waits for the one before
    AtomicInteger next = new AtomicInteger();
    for (int t = 0; t < THREADS; t++) {
      int turn = t;
      Thread.ofPlatform()
          .start(() -> {
            for (int number = turn; number < messages; number += THREADS) {
              while (next.get() != number) {
                Thread.yield(); // fewer processors than threads
              }
              OutputChain chain = stream.newOutput();
              write(chain, 0, number);
              stream.submit(chain, next::incrementAndGet);
            }
            running.countDown();
          });
    }
    while (running.getCount() > 0) {
      stream.turn();
    }
    stream.close();
    while (!stream.finSent()) {
      stream.turn();
    }
    stream.peerEnds();

    assertThat(arrived(false)[0]).isEqualTo(messages);
  }

  @RepeatedTest(8)
  void aCloseAmidSubmissionsSendsAllThatCameBeforeIt() {
    startWriters();
    int closing = ThreadLocalRandom.current().nextInt(200);
    List<Integer> before = new ArrayList<>();
    turnUntilWritersEnd(turn -> {
      if (turn == closing) {
        for (int t = 0; t < THREADS; t++) {
          before.add(submitted.get(t));
        }
        before.add(written.get());
        stream.close();
      }
    });
    stream.close();
    while (!stream.finSent()) {
      stream.turn();
    }
    stream.peerEnds();

    int[] arrived = arrived(false);
    for (int writer = 0; writer < before.size(); writer++) {
      assertThat(arrived[writer]).isGreaterThanOrEqualTo(before.get(writer));
    }
    assertThat(stream.pendingBytes()).isZero();
    assertThat(handler.calls).containsOnlyOnce("closed FINISHED");
  }

  @RepeatedTest(8)
  void anAbortAmidSubmissionsEndsOnceAndLeavesNothingWaiting() {
    startWriters();
    int aborting = ThreadLocalRandom.current().nextInt(200);
    turnUntilWritersEnd(turn -> {
      if (turn == aborting) {
        stream.abort(CloseCause.ABORTED);
      }
    });
    stream.abort(CloseCause.ABORTED);
    loop.run();

    arrived(true);
    assertThat(stream.pendingBytes()).isZero();
    assertThat(handler.calls).containsOnlyOnce("closed ABORTED");
  }

  @RepeatedTest(8)
  void whoWaitsForRoomIsWoken() throws InterruptedException {
    Semaphore room = new Semaphore(0);
    CountDownLatch done = new CountDownLatch(1);
    stream.start(
        new ScriptedHandler() {
          @Override
          void onWritable() {
            room.release();
          }
        });
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 200; i++) {
                OutputChain chain = stream.newOutput();
                chain.write(new byte[40_000]);
                if (!stream.submit(chain)) {
                  room.acquireUninterruptibly();
                }
              }
              done.countDown();
            });
    while (done.getCount() > 0) {
      stream.turn();
    }
    writer.join();
    stream.close();
    while (!stream.finSent()) {
      stream.turn();
    }
    assertThat(stream.wire()).hasSize(200 * 40_000);
  }
}
