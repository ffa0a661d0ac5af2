package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Handing work to a new virtual thread, as a loop does for a request: in batches, since what one
 * pays for is the hand-over and not the waking of a scheduler that has nothing to do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {
  private static final int BATCH = 64;

  private final Workers workers = new Workers(BATCH);
  private final WorkRunner runner = workers.forDoor("benchmark");

  /** Ends the threads. */
  @TearDown
  public void close() {
    workers.close();
  }

  /** Starts a batch, and waits until all of it has run. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void virtualThread() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(BATCH);
    for (int i = 0; i < BATCH; i++) {
      if (!runner.tryEnter()) {
        throw new IllegalStateException("A place of the batch before wasn't given back");
      }
      runner.start(
          Dispatch.VIRTUAL_THREAD,
          () -> {
            runner.leave();
            done.countDown();
          });
    }
    done.await();
  }
}
