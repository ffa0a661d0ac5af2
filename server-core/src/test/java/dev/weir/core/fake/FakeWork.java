package dev.weir.core.fake;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.WorkRunner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Virtual threads, and a number of places that a test chooses. */
public final class FakeWork implements WorkRunner {
  public final AtomicInteger threads = new AtomicInteger();
  private final Semaphore places;
  private final Set<Thread> started = ConcurrentHashMap.newKeySet();

  public FakeWork(int places) {
    this.places = new Semaphore(places);
  }

  public int freePlaces() {
    return places.availablePermits();
  }

  /** Interrupts all that runs, as the cut at shutdown does. */
  public void interruptAll() {
    started.forEach(Thread::interrupt);
  }

  @Override
  public boolean tryEnter() {
    return places.tryAcquire();
  }

  @Override
  public void leave() {
    places.release();
  }

  @Override
  public void start(Dispatch dispatch, Runnable work) {
    if (dispatch == Dispatch.EVENT_LOOP) {
      throw new AssertionError("Work of the loop isn't started elsewhere");
    }
    threads.incrementAndGet();
    started.add(Thread.ofVirtual().start(work));
  }
}
