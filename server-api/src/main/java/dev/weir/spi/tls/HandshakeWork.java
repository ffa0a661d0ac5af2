package dev.weir.spi.tls;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of handshakes, which is all for the processor: so many at a time as there are
 * processors, in their order. All at once, hundreds of virtual threads wait for the one lock of the
 * source of random numbers, each of them is handed on by itself, and the processors idle meanwhile
 * (seen: 27 handshakes a second where there could be a thousand).
 */
final class HandshakeWork {
  private static final Logger LOGGER = LoggerFactory.getLogger(HandshakeWork.class);

  private final Executor executor;
  private final int parallelism;

  // Under the lock of this object.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  HandshakeWork(Executor executor, int parallelism) {
    this.executor = executor;
    this.parallelism = parallelism;
  }

  /**
   * Runs it, now or in its turn. What waits is bounded by the handshakes that may be under way.
   * Where the executor takes nothing any more, as at a transport's end, it is run on this thread:
   * each flight has an engine that only its outcome gives back.
   */
  void execute(Runnable flight) {
    synchronized (this) {
      waiting.add(flight);
      if (running == parallelism) {
        return; // who runs takes it
      }
      running++;
    }
    boolean accepted = false;
    try {
      executor.execute(this::runAll);
      accepted = true;
    } catch (RejectedExecutionException e) {
      LOGGER.debug("The work of handshakes is done by the event loop, since the others end", e);
    } finally {
      if (!accepted) {
        runAll();
      }
    }
  }

  private void runAll() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (Throwable e) {
        LOGGER.error("The work of a handshake failed", e); // and the next ones are due all the same
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }
}
