package dev.weir.core.fake;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.dispatch.Computation;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.core.dispatch.HandlerCounts;
import dev.weir.core.dispatch.Places;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.spi.transport.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Virtual threads, and a number of places that a test chooses. */
public final class FakeWork implements WorkRunner {
  public final AtomicInteger threads = new AtomicInteger();
  public final AtomicInteger computations = new AtomicInteger();
  private final Places places;
  private final ClientPlaces clientPlaces;
  private final HandlerCounts counts = new HandlerCounts();
  private final GatheredBytes gathered;
  private final Set<Thread> started = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  public FakeWork(int places) {
    this(places, Integer.MAX_VALUE);
  }

  public FakeWork(int places, int perClient) {
    this(places, perClient, Long.MAX_VALUE);
  }

  /** With room for so many bytes that are put together whole. */
  public FakeWork(int places, int perClient, long gathered) {
    this.gathered = new GatheredBytes(gathered);
    this.places = new Places(places);
    this.clientPlaces = new ClientPlaces(perClient);
  }

  public int freePlaces() {
    return places.free();
  }

  /** How many wait for a place. */
  public int waiting() {
    return places.waiting();
  }

  /** No thread is to be had from now on, as once the server has ended. */
  public void end() {
    ended = true;
  }

  /** Interrupts all that runs, as the cut at shutdown does. */
  public void interruptAll() {
    started.forEach(Thread::interrupt);
  }

  /**
   * Returns once all that runs waits: for its client, for the time, for the test. What has ended in
   * the meantime has given its place back.
   */
  public void awaitQuiet() {
    for (Thread thread : started) {
      Await.until("the end, or a wait, of " + thread, () -> !isAtWork(thread));
    }
  }

  private static boolean isAtWork(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> false;
      case NEW, RUNNABLE, BLOCKED -> true;
    };
  }

  @Override
  public boolean tryEnter() {
    return places.tryTake();
  }

  @Override
  public ClientPlaces.Client client(SocketAddress address) {
    return clientPlaces.client(address);
  }

  @Override
  public GatheredBytes gathered() {
    return gathered;
  }

  @Override
  public HandlerCounts counts() {
    return counts;
  }

  @Override
  public Waiting enterWhenFree(BooleanSupplier entry) {
    return places.takeWhenFree(entry);
  }

  @Override
  public void leave() {
    places.giveBack();
  }

  @Override
  public void compute(Computation computation) throws IOException {
    computations.incrementAndGet();
    computation.run();
  }

  private static void run(Task first) {
    for (Task task = first; task != null; task = task.next()) {
      task.execute();
    }
  }

  @Override
  public void start(Dispatch dispatch, EventLoop loop, Task task) {
    if (dispatch == Dispatch.EVENT_LOOP) {
      throw new AssertionError("Work of the loop isn't started elsewhere");
    }
    if (ended) {
      throw new RejectedExecutionException("The server has ended");
    }
    threads.incrementAndGet();
    started.add(Thread.ofVirtual().start(() -> run(task)));
  }
}
