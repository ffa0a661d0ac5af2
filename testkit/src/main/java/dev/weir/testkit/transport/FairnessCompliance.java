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
      Background writer =
          Background.run(() -> {
            pair.peer().write(new byte[SlowToHandle.SENT]);
            pair.peer().finish(); // what is left then is no exception
          });
      List<Integer> ahead = Served.get("the end of input, or too late a task", script.ran);
      pair.served().stream().abort(CloseCause.ABORTED);
      writer.awaitAny();
      assertTrue(
          ahead.stream().allMatch(calls -> calls <= SlowToHandle.MOST_AHEAD),
          () -> "A task of the loop waited for so many calls that came later: " + ahead);
    }
  }

  /**
   * Takes the first bytes at once, until the system holds much for a connection this fast. Then
   * {@link #SLOW_CALLS}, and those that a task still waits for, take {@link #NANOS_A_CALL} each,
   * and the loop is given one task after another. A task stands for the other connections: on any
   * loop, both wait for the same turn to end.
   */
  final class SlowToHandle implements Script {
    static final int SENT = 10 << 20;
    static final int MOST_AHEAD = 2;
    private static final int WARM_UP = 6 << 20;
    private static final int SLOW_CALLS = 32;
    private static final long NANOS_A_CALL = 5_000_000;

    final CompletableFuture<List<Integer>> ran = new CompletableFuture<>();
    private final List<Integer> ahead = new ArrayList<>();
    private int taken;
    private int calls;
    private int slowCalls;
    private boolean taskWaits;

    @Override
    public int input(Served served, LentBytes input) {
      calls++;
      taken += input.remaining();
      input.skip(input.remaining());
      if (taken > WARM_UP && (slowCalls < SLOW_CALLS || taskWaits) && !ran.isDone()) {
        slowCalls++;
        if (!taskWaits) {
          taskWaits = true;
          int before = calls;
          served.loop().execute(() -> taskRan(calls - before));
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

    private void taskRan(int callsSince) {
      taskWaits = false;
      ahead.add(callsSince);
      if (callsSince > MOST_AHEAD) {
        ran.complete(List.copyOf(ahead));
      }
    }

    @Override
    public void inputEnded(Served served, LentBytes rest) {
      served.loop().execute(() -> ran.complete(List.copyOf(ahead))); // behind the last task
    }
  }
}
