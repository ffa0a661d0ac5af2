package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import dev.weir.spi.transport.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A handler off the event loop that is there while it has something to do, on one thread at a time.
 *
 * <pre>
 *           start                 a place and a thread
 *   IDLE ----------> WAITING -------------------------------> RUNNING
 *     ^                                                          |
 *     +----------------------- nothing is left ------------------+
 * </pre>
 *
 * <p>What a thread has written, the next one sees.
 */
public abstract class SerialTask {
  private enum State {
    IDLE,
    WAITING,
    RUNNING,
    /** It failed, or is not needed any more; nothing runs again. */
    ENDED
  }

  private final WorkRunner work;
  private final Dispatch dispatch;
  private final EventLoop loop;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile WorkRunner.@Nullable Waiting waiting; // for a place, or in vain

  /** One that is idle. */
  protected SerialTask(WorkRunner work, Dispatch dispatch, EventLoop loop) {
    this.work = work;
    this.dispatch = dispatch;
    this.loop = loop;
  }

  /**
   * Does what there is to do, on its thread.
   *
   * @return whether something is left, and it stopped to let others have their turn
   */
  protected abstract boolean work() throws Exception;

  /** After {@link #work}, with its place given back: looks whether something came meanwhile. */
  protected abstract void rested();

  /** After {@link #work} has thrown, with its place given back. Nothing runs again. */
  protected abstract void failed(Throwable failure);

  /** Whether it isn't needed any more; asked before it gets a thread. */
  protected abstract boolean isOver();

  /** Nothing runs again: what waits is to be forgotten. */
  protected abstract void forget();

  /**
   * No thread is to be had, since the server has ended. Nothing runs again, and neither {@link
   * #rested} nor {@link #failed} follows.
   */
  protected abstract void refused();

  /** Has it run, unless it waits or runs already, or has ended. Any thread. */
  public final void start() {
    if (!state.compareAndSet(State.IDLE, State.WAITING)) {
      return;
    }
    if (!work.tryEnter()) {
      waiting = work.enterWhenFree(this::enter);
      if (isOver()) {
        stopWaiting(); // who ended it may have looked before there was somebody who waits
      }
    } else if (!enter()) {
      work.leave();
    }
  }

  /** It isn't needed any more: if it waits for a place, that is over. Any thread. */
  protected final void stopWaiting() {
    WorkRunner.Waiting waits = waiting;
    if (waits != null && waits.cancel()) {
      retire();
    }
  }

  /** There is a place; false if it isn't needed any more. Any thread. */
  private boolean enter() {
    if (isOver()) {
      retire();
    }
    return state.compareAndSet(State.WAITING, State.RUNNING) && startThread();
  }

  private boolean startThread() {
    try {
      work.start(dispatch, loop, new Run());
      return true;
    } catch (RejectedExecutionException e) {
      retire();
      refused();
      return false;
    }
  }

  private final class Run extends Task {
    @Override
    protected void run() {
      boolean more = false;
      Throwable failure = null;
      try {
        more = work();
      } catch (Throwable e) {
        failure = e;
        retire();
      }
      if (!more) {
        leave(failure);
      } else if (!startThread()) {
        work.leave(); // it was told that it is refused, and so doesn't rest
      }
    }
  }

  private void leave(@Nullable Throwable failure) {
    state.compareAndSet(State.RUNNING, State.IDLE); // else it has ended
    work.leave();
    if (failure == null) {
      rested();
    } else {
      failed(failure);
    }
  }

  /** Nothing runs again, but for what runs now. Any thread. */
  protected final void retire() {
    state.set(State.ENDED);
    forget();
  }

  /** Whether it neither runs nor waits for a place or a thread, and could be started. */
  protected final boolean isResting() {
    return state.get() == State.IDLE;
  }

  /** Whether nothing runs again. */
  protected final boolean hasEnded() {
    return state.get() == State.ENDED;
  }
}
