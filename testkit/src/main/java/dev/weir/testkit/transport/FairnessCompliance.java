package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.Harness.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What shares a loop with a connection that sends without end has its turns. */
interface FairnessCompliance extends TransportFixture {
  @Test
  default void aConnectionWhoseInputTakesTimeGivesItsTurnBackThoughBytesRemain() throws Exception {
    SlowToHandle script = new SlowToHandle();
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      Background writer = Background.run(() -> pair.peer().write(new byte[SlowToHandle.SENT]));
      List<Long> ahead = Served.get("the tasks", script.allRan);
      pair.served().stream().abort(CloseCause.ABORTED);
      writer.awaitAny();
      assertTrue(
          ahead.getLast() <= SlowToHandle.MOST_AHEAD,
          () -> "A task of the loop waited for so many bytes that came later: " + ahead);
    }
  }

  /**
   * Takes the first bytes at once, until the system holds much for a connection this fast. Then it
   * takes {@link #NANOS_A_CALL} for each call, and gives the loop one task after another. A task
   * stands for the other connections: on any loop, both wait for the same turn to end.
   */
  final class SlowToHandle implements Script {
    static final int SENT = 12 << 20;
    static final int MOST_AHEAD = 256 << 10;
    private static final int WARM_UP = 6 << 20;
    private static final long NANOS_A_CALL = 5_000_000;
    private static final int TASKS = 8;

    final CompletableFuture<List<Long>> allRan = new CompletableFuture<>();
    private final List<Long> ahead = new ArrayList<>();
    private long taken;
    private boolean taskWaits;

    @Override
    public int input(Served served, LentBytes input) {
      taken += input.remaining();
      input.skip(input.remaining());
      if (taken > WARM_UP && !allRan.isDone()) {
        if (!taskWaits) {
          taskWaits = true;
          long before = taken;
          served.loop().execute(() -> ran(taken - before));
        }
        takeTime();
      }
      return 0;
    }

    private static void takeTime() {
      long start = System.nanoTime();
      while (System.nanoTime() - start < NANOS_A_CALL) {
        Thread.onSpinWait();
      }
    }

    private void ran(long bytesSince) {
      taskWaits = false;
      ahead.add(bytesSince);
      if (ahead.size() == TASKS || bytesSince > MOST_AHEAD) {
        allRan.complete(List.copyOf(ahead));
      }
    }
  }
}
