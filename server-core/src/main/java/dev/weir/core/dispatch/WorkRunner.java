package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import dev.weir.spi.transport.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Runs user code and counts what is in flight. The core's own protocols use it directly, where the
 * way back through the loop would cost them a wake-up per request. Any thread.
 */
public interface WorkRunner {
  /** Takes one of the places for what is in flight; false if all are taken. */
  boolean tryEnter();

  /**
   * Takes a place for {@code entry} as soon as one is free, in the order of the calls, and calls
   * it: at once, or on the thread that gives the place back, which it must not hold up.
   *
   * @param entry says whether it uses the place; if not, or if it throws, the next in line gets it
   * @return how to have it forgotten meanwhile
   */
  Waiting enterWhenFree(BooleanSupplier entry);

  /** Who waits for a place. Any thread. */
  @FunctionalInterface
  interface Waiting {
    /** Doesn't wait any more; false if it was called already. */
    boolean cancel();
  }

  /**
   * Where the places of the client are counted. One of those is to be had beside a place for what
   * is in flight, and is given back by itself.
   */
  ClientPlaces.Client client(SocketAddress address);

  /** Gives the place back. */
  void leave();

  /**
   * Runs a task on a virtual thread, or on the pool for computing. What is started on the loop
   * begins at the end of its turn at the latest.
   *
   * @param dispatch not {@link Dispatch#EVENT_LOOP}
   * @param loop of the stream or socket that the task is for
   * @throws java.util.concurrent.RejectedExecutionException once the server has ended, or if the
   *     pool's queue is full
   */
  void start(Dispatch dispatch, EventLoop loop, Task task);

  /**
   * Computes on another thread if the current one is virtual, and waits for it whether interrupted
   * or not: a virtual thread that computes for long keeps others from theirs.
   */
  void compute(Computation computation) throws IOException;

  /** What is put together whole for handlers, all doors together. */
  GatheredBytes gathered();

  /** The counts of the door; places are counted as they are taken and given back. */
  HandlerCounts counts();
}
