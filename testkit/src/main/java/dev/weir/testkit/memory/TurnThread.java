package dev.weir.testkit.memory;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** A virtual thread that runs in its turns only, from its very start. */
final class TurnThread {
  private enum State {
    READY,
    RUNNING,
    WAITING,
    ENDED
  }

  private final Turns turns;
  private final Thread thread;
  private volatile State state = State.READY;

  /** Of the thread, which mustn't be seen by its waiting for a turn: that would spin. */
  private volatile boolean interrupted;

  TurnThread(Turns turns, Runnable task, ThreadFactory factory) {
    this.turns = turns;
    this.thread = factory.newThread(() -> run(task));
  }

  private void run(Runnable task) {
    awaitTurn();
    try {
      task.run();
    } finally {
      state = State.ENDED;
      turns.backToDriver();
    }
  }

  Thread thread() {
    return thread;
  }

  // ---- Whoever has the turn.

  /** An interrupt ends a wait, as a signal does. */
  boolean isReady() {
    return state == State.READY || (state == State.WAITING && isInterrupted());
  }

  boolean hasTurn() {
    return state == State.RUNNING;
  }

  boolean hasEnded() {
    return state == State.ENDED;
  }

  void takeTurn() {
    state = State.RUNNING;
    LockSupport.unpark(thread);
  }

  /** What it waited for has come. */
  void wake() {
    state = State.READY;
  }

  /** In this order, for {@link #awaitTurn} does it the other way round. */
  private boolean isInterrupted() {
    return thread.isInterrupted() || interrupted;
  }

  // ---- The thread itself.

  /** From now on {@link #wake} counts; to be called under the lock of what it waits for. */
  void beginWait() {
    state = State.WAITING;
  }

  /** Gives the turn back until {@link #wake} or an interrupt, and until there is one again. */
  void pause() {
    turns.backToDriver();
    awaitTurn();
  }

  private void awaitTurn() {
    while (state != State.RUNNING) {
      LockSupport.park(turns);
      if (thread.isInterrupted()) {
        interrupted = true;
        var unused = Thread.interrupted();
      }
    }
    if (interrupted) {
      interrupted = false;
      thread.interrupt();
    }
  }
}
