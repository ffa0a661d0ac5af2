package dev.weir.testkit.middleware;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.CompletableFuture;

/** Counts how often code waits: for a lock, a condition, another thread, or a time. */
final class Waits {
  private Waits() {}

  /** What is watched. */
  @FunctionalInterface
  interface Code {
    void run() throws Exception;
  }

  /** How often {@code code} waited on a thread of its own. Reading and writing aren't seen. */
  static long of(Code code) throws Exception {
    CompletableFuture<Long> waits = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .name("compliance-loop")
            .start(() -> {
              try {
                code.run(); // loads and initializes what the first run needs, which may wait
                long before = count();
                code.run();
                waits.complete(count() - before);
              } catch (Throwable e) {
                waits.completeExceptionally(e);
              }
            });
    thread.join();
    return waits.get();
  }

  private static long count() {
    ThreadInfo info =
        ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().threadId());
    return info.getWaitedCount() + info.getBlockedCount();
  }
}
