package dev.weir.testkit.transport;

import java.util.concurrent.CompletableFuture;

/** A client at work beside the test's thread. */
final class Background {
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();

  /** What a client does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  static Background run(Work work) {
    Background background = new Background();
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
            background.done.complete(true);
          } catch (Throwable e) {
            background.done.completeExceptionally(e);
          }
        });
    return background;
  }

  /** Waits for its success. */
  void await() throws InterruptedException {
    var unused = Served.get("the client", done);
  }

  /** Waits for its end, of whatever kind. */
  void awaitAny() throws InterruptedException {
    var unused = Served.get("the client", done.handle((value, failure) -> true));
  }
}
