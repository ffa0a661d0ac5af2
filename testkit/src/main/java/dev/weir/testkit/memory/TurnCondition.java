package dev.weir.testkit.memory;

import java.util.ArrayDeque;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A condition at which a thread gives its turn to others. Threads that take no turns, as a test's
 * own, wait at it as at any other. All of it under its lock.
 */
final class TurnCondition implements Condition {
  private final Turns turns;
  private final Lock lock;
  private final Condition others;
  private final Queue<TurnThread> waiting = new ArrayDeque<>(1);

  TurnCondition(Turns turns, Lock lock) {
    this.turns = turns;
    this.lock = lock;
    this.others = lock.newCondition();
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller has the loop
  public void await() throws InterruptedException {
    TurnThread thread = turns.current();
    if (thread == null) {
      others.await();
      return;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    waiting.add(thread);
    thread.beginWait();
    lock.unlock();
    thread.pause();
    lock.lock();
    boolean signalled = !waiting.remove(thread);
    if (!signalled && Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void signal() {
    @Nullable TurnThread first = waiting.poll();
    if (first != null) {
      first.wake();
    } else {
      others.signal();
    }
  }

  @Override
  public void signalAll() {
    waiting.forEach(TurnThread::wake);
    waiting.clear();
    others.signalAll();
  }

  @Override
  public void awaitUninterruptibly() {
    throw unused();
  }

  @Override
  public long awaitNanos(long nanosTimeout) {
    throw unused();
  }

  @Override
  public boolean await(long time, TimeUnit unit) {
    throw unused();
  }

  @Override
  public boolean awaitUntil(Date deadline) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("Weir waits without a time, and minds interrupts");
  }
}
