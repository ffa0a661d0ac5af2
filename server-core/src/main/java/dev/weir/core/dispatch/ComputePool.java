package dev.weir.core.dispatch;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads, as many as processors, that compute for virtual ones. Nothing takes a carrier
 * from a virtual thread that computes, so as many of them as there are processors keep all others
 * waiting; between platform threads the operating system shares the time. Not the pool of {@link
 * dev.weir.Dispatch#CPU_POOL}: answers would wait there behind whole computations of handlers.
 */
final class ComputePool implements AutoCloseable {
  private static final long KEEP_SECONDS = 10;

  private final ThreadPoolExecutor pool;

  ComputePool() {
    int processors = Runtime.getRuntime().availableProcessors();
    this.pool =
        new ThreadPoolExecutor(
            processors,
            processors,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // holds one for each thread that waits
            Thread.ofPlatform().daemon().name("weir-compute-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs it on a thread of the pool and waits for its end, interrupted or not: what it works on is
   * the caller's again only then. On the caller's own thread if that isn't virtual, or the pool is
   * closed.
   */
  void compute(Computation computation) throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      computation.run();
      return;
    }
    FutureTask<Void> pooled =
        new FutureTask<>(() -> {
          computation.run();
          return null;
        });
    try {
      pool.execute(pooled);
    } catch (RejectedExecutionException _) {
      computation.run(); // the server has ended, and there are no others to make way for
      return;
    }
    await(pooled);
  }

  private static void await(FutureTask<Void> pooled) throws IOException {
    try {
      Uninterruptibles.getUninterruptibly(pooled);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new AssertionError("A computation throws nothing else", e);
      }
    }
  }

  /** What waits is still computed. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
