package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.FakeLoop;
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

/** Handing the work of a loop's turn to virtual threads: the cost of one piece in a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {
  private static final int BATCH = 64;

  private final Workers workers = new Workers(BATCH, BATCH, new GatheredBytes(0));
  private final WorkRunner runner = workers.forDoor("benchmark", TrustedProxies.none());
  private final FakeLoop loop = new FakeLoop();

  /** Ends the threads. */
  @TearDown
  public void close() {
    workers.close();
    loop.close();
  }

  /** Starts a batch in one turn of the loop, and waits until all of it has run. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void virtualThread() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(BATCH);
    loop.run(() -> {
      for (int i = 0; i < BATCH; i++) {
        if (!runner.tryEnter()) {
          throw new IllegalStateException("A place of the batch before wasn't given back");
        }
        runner.start(Dispatch.VIRTUAL_THREAD, loop, new CountDown(done));
      }
    });
    done.await();
  }

  private final class CountDown extends Task {
    private final CountDownLatch done;

    CountDown(CountDownLatch done) {
      this.done = done;
    }

    @Override
    protected void run() {
      runner.leave();
      done.countDown();
    }
  }
}
