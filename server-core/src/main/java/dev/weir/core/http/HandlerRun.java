package dev.weir.core.http;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.WorkRunner;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Who is at the handler of an exchange, or at its answer, off the loop; and how it is stopped. */
final class HandlerRun {
  private final Exchange exchange;
  private final ExchangeWire wire;
  private final WorkRunner work;

  // Set on the loop, before another thread sees it.
  private boolean offLoop;
  private volatile @Nullable HandlerTask task; // once one was needed
  private volatile boolean abandoned;

  // Each is set before the other is looked at, so that one of both threads sees both.
  private volatile boolean endlessUnwanted;
  private volatile boolean endless;

  HandlerRun(Exchange exchange, ExchangeWire wire, WorkRunner work) {
    this.exchange = exchange;
    this.wire = wire;
    this.work = work;
  }

  // ---- The run.

  /** Where what it starts is run. */
  WorkRunner work() {
    return work;
  }

  /** Whether nobody but the loop has been at it. */
  boolean isOfLoop() {
    return !offLoop;
  }

  /** {@link Exchange#letGo}. */
  void letGo() {
    HandlerTask ran = task;
    if (ran != null) {
      ran.letGo();
    }
  }

  /** Makes it another request's, after one whose answer had an end of its own. On the loop. */
  void renew() {
    if (offLoop) {
      task().renew();
      offLoop = false;
    }
    if (endlessUnwanted) {
      endlessUnwanted = false;
    }
    if (abandoned) {
      abandoned = false;
    }
  }

  /** What runs the handler off the loop. Made on the loop, before another thread sees it. */
  HandlerTask task() {
    if (!offLoop) {
      offLoop = true;
    }
    HandlerTask made = task;
    if (made == null) {
      made = new HandlerTask(exchange, wire, work);
      task = made;
    }
    return made;
  }

  /** Runs the task if it is admitted; else says how it is refused. */
  @Nullable Busy start(Dispatch dispatch) {
    Busy busy = admit(dispatch);
    if (busy != null) {
      work.counts().refused(busy.counted());
    }
    return busy;
  }

  private @Nullable Busy admit(Dispatch dispatch) {
    HandlerTask starting = task();
    Busy busy = starting.tryEnter();
    if (busy != null) {
      return busy;
    }
    try {
      work.start(dispatch, wire.loop(), starting);
      return null;
    } catch (RejectedExecutionException e) {
      starting.leave();
      return Busy.SERVER;
    }
  }

  /** Runs the writer of a body on a virtual thread; or says how it is refused. */
  @Nullable Busy startWriter(Runnable writer) {
    task().writes(writer);
    return start(Dispatch.VIRTUAL_THREAD);
  }

  /** Whether a thread is at the handler, or at the writer of the body. Any thread. */
  boolean isRunning() {
    HandlerTask running = task;
    return running != null && running.isRunning();
  }

  // ---- Its stop.

  /** Interrupts the thread that is at it, or is going to be. Any thread. */
  void interrupt() {
    HandlerTask running = task;
    if (running != null && offLoop) { // else it is from another time, and for another
      running.interrupt();
    }
  }

  /** Interrupts it, since nobody seems to wait for the answer. On the loop. */
  void abandon() {
    abandoned = true;
    interrupt();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** An answer that has no end of its own is ended, now or when it begins. */
  void endEndless() {
    endlessUnwanted = true;
    if (endless) {
      interrupt();
    }
  }

  /** The answer has no end of its own. On the thread that writes it. */
  void endless() {
    endless = true;
    if (endlessUnwanted) {
      interrupt();
    }
  }
}
