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
      List<Integer> ahead = Served.get("the tasks", script.allRan);
      pair.served().stream().abort(CloseCause.ABORTED);
      writer.awaitAny();
      assertTrue(
          ahead.getLast() <= SlowToHandle.MOST_AHEAD,
          () -> "A task of the loop waited for so many calls that came later: " + ahead);
    }
  }

  /**
   * Takes the first bytes at once, until the system holds much for a connection this fast. Then
   * each call takes {@link #NANOS_A_CALL}, and the loop is given one task after another. A task
   * stands for the other connections: on any loop, both wait for the same turn to end.
   */
  final class SlowToHandle implements Script {
    static final int SENT = 12 << 20;
    static final int MOST_AHEAD = 2;
    private static final int WARM_UP = 6 << 20;
    private static final long NANOS_A_CALL = 5_000_000;
    private static final int TASKS = 20;

    final CompletableFuture<List<Integer>> allRan = new CompletableFuture<>();
    private final List<Integer> ahead = new ArrayList<>();
    private int taken;
    private int calls;
    private boolean taskWaits;

    @Override
    public int input(Served served, LentBytes input) {
      calls++;
      taken += input.remaining();
      input.skip(input.remaining());
      if (taken > WARM_UP && !allRan.isDone()) {
        if (!taskWaits) {
          taskWaits = true;
          int before = calls;
          served.loop().execute(() -> ran(calls - before));
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

    private void ran(int callsSince) {
      taskWaits = false;
      ahead.add(callsSince);
      if (ahead.size() == TASKS || callsSince > MOST_AHEAD) {
        allRan.complete(List.copyOf(ahead));
      }
    }
  }
}
