package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.testkit.transport.Harness.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backpressure of output. */
interface WatermarkCompliance extends TransportFixture {
  /** More than any operating system takes on behalf of a client that doesn't read. */
  int MORE_THAN_FITS = 64 << 20;

  @Test
  default void aStreamIsWritableUntilTheHighWatermarkAndSaysWhenItIsAgain() throws Exception {
    Filler filler = new Filler();
    try (Harness harness = Harness.start(newTransport(), filler);
        Pair pair = harness.connect()) {
      Served served = pair.served();
      filler.awaitFull(harness, served);
      assertFalse(served.stream().isWritable());
      assertTrue(served.stream().pendingBytes() > 0);
      filler.stopped = true;
      int before = served.timesWritable();
      Background reader = Background.run(() -> drain(pair));
      served.await("writable again", () -> served.timesWritable() == before + 1);
      assertTrue(served.onLoop(() -> served.stream().isWritable()));
      served.runOnLoop(() -> served.stream().endOutput());
      reader.await();
      assertEquals(before + 1, served.timesWritable());
    }
  }

  @Test
  default void aThreadsSubmitSaysThatTheHighWatermarkIsPassed() throws Exception {
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      Served served = pair.served();
      pair.write("a");
      served.awaitText("a");
      long submitted = 0;
      int before = -1;
      while (before < 0) {
        boolean below = true;
        while (below && submitted < MORE_THAN_FITS) {
          OutputChain chain = served.stream().newOutput();
          chain.write(new byte[8 << 10]);
          below = served.stream().submit(chain);
          submitted += 8 << 10;
        }
        assertFalse(below, "A client that reads nothing took everything");
        before = timesWritableIfFull(harness, served);
      }
      int filled = before;
      Background reader = Background.run(() -> drain(pair));
      served.await("writable again", () -> served.timesWritable() > filled);
      served.runOnLoop(() -> served.stream().endOutput());
      reader.await();
    }
  }

  @Test
  default void peersThatNeverReadHoldBoundedMemory() throws Exception {
    long high = Limits.defaults().get(Limits.WRITE_HIGH_WATERMARK);
    Filler filler = new Filler();
    try (Harness harness = Harness.start(newTransport(), filler)) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        pairs.add(harness.connect());
      }
      for (Pair pair : pairs) {
        filler.awaitFull(harness, pair.served());
        assertTrue(pair.served().stream().pendingBytes() <= high + (16 << 10));
      }
      // Nobody else is harmed.
      harness.settle(pairs.getFirst().served().loop());
      for (Pair pair : pairs) {
        pair.served().stream().abort(CloseCause.ABORTED);
        assertEquals(CloseCause.Kind.ABORTED, pair.served().awaitEnd().kind());
        pair.close();
      }
    }
  }

  @Test
  default void outputThatMakesNoProgressEndsTheStream() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, Duration.ofMillis(400));
    Filler filler = new Filler();
    try (Harness harness = Harness.start(newTransport(), limits, filler);
        Pair pair = harness.connect()) {
      Served served = pair.served();
      filler.awaitFull(harness, served);
      harness.pass(Duration.ofSeconds(1));
      assertEquals(CloseCause.Kind.TIMED_OUT, served.awaitEnd().kind());
    }
  }

  @Test
  default void aConnectionWithNothingToSendOutlivesTheTimeForProgress() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROGRESS_TIMEOUT, Duration.ofMillis(50));
    try (Harness harness = Harness.start(newTransport(), limits, Script.echo());
        Pair pair = harness.connect()) {
      pair.write("a");
      assertEquals("a", pair.read(1));
      TimerCompliance.awaitTimer(harness, pair.served(), Duration.ofMillis(400));
      pair.write("b");
      assertEquals("b", pair.read(1));
    }
  }

  /** Whether it isn't writable, and stays so: the system may take more for a while. */
  private static boolean isFull(Harness harness, Served served) throws Exception {
    return timesWritableIfFull(harness, served) >= 0;
  }

  /**
   * How often there was room again, or -1 if there is room now. Both are asked for in one turn of
   * the loop, which alone tells of room: what is told from then on isn't among them.
   */
  private static int timesWritableIfFull(Harness harness, Served served) throws Exception {
    if (served.stream().isWritable()) {
      return -1;
    }
    harness.settle(served.loop());
    return served.onLoop(() -> served.stream().isWritable() ? -1 : served.timesWritable());
  }

  /** Writes, turn by turn, whenever the stream is writable. */
  final class Filler implements Script {
    volatile boolean stopped;

    @Override
    public void opened(Served served) {
      write(served);
    }

    @Override
    public void writable(Served served) {
      write(served);
    }

    private void write(Served served) {
      if (stopped) {
        return;
      }
      if (served.stream().isWritable()) {
        served.stream().output().write(new byte[8 << 10]);
        served.loop().execute(() -> write(served));
      } else {
        served.mark("!");
      }
    }

    void awaitFull(Harness harness, Served served) throws Exception {
      served.await("a full stream", () -> !served.text().isEmpty());
      while (!served.isEnded() && !isFull(harness, served)) {
        served.runOnLoop(() -> write(served)); // the system has taken more meanwhile
      }
    }
  }

  private static void drain(Pair pair) throws java.io.IOException {
    byte[] target = new byte[1 << 16];
    while (pair.peer().read(target) >= 0) {
      // what comes doesn't matter here
    }
  }
}
