package dev.weir.core.http1;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether an exchange has the connection. It ends on any thread; the loop is woken for that only if
 * it asked to be called.
 *
 * <pre>
 *   FREE -> TAKEN -> FREE               nothing waits: the loop finds it free at the next input
 *   FREE -> TAKEN -> CALLS -> FREE      the loop has held input, or is to close: it is called
 * </pre>
 */
final class Turn {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int CALLS = 2;

  private final AtomicInteger state = new AtomicInteger(FREE);

  /** An exchange takes it. On the loop. */
  void take() {
    state.set(TAKEN);
  }

  boolean isTaken() {
    return state.get() != FREE;
  }

  /** Whether it is taken; then the loop will be called at its end. On the loop. */
  boolean isTakenOrCalls() {
    return state.compareAndSet(TAKEN, CALLS) || state.get() != FREE;
  }

  /** The exchange is over: leaves, unless the loop is to be called. Off the loop. */
  boolean leaveUnlessCalled() {
    return state.compareAndSet(TAKEN, FREE);
  }

  /** The exchange is over. On the loop. */
  void leave() {
    state.set(FREE);
  }
}
