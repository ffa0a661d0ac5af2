package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import dev.weir.TrustedProxies;
import dev.weir.Usage;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OffLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a server's user code: virtual ones without number, in a {@link Crew} for each loop
 * of each door, and a pool of as many platform threads as processors. What is in flight is bounded
 * over all doors together.
 */
public final class Workers implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Workers.class);
  private static final Duration POOL_END = Duration.ofSeconds(1);

  private final Places places;
  private final ClientPlaces clientPlaces;
  private final GatheredBytes gathered;
  private final RunningWork running = new RunningWork();
  private final List<DoorWork> doors = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor pool;
  private final ComputePool computePool = new ComputePool();
  private volatile OffLoop offLoop = OffLoop.system();
  private volatile boolean closed;

  /**
   * No thread is started yet.
   *
   * @param maxInFlight how many places {@link WorkRunner#tryEnter()} gives; also the length of the
   *     pool's queue, so work that has a place finds room there
   * @param maxPerClient how many of them {@link WorkRunner#client} gives to one
   * @param gathered of all doors
   */
  public Workers(int maxInFlight, int maxPerClient, GatheredBytes gathered) {
    this.gathered = gathered;
    this.places = new Places(maxInFlight);
    this.clientPlaces = new ClientPlaces(maxPerClient);
    int processors = Runtime.getRuntime().availableProcessors();
    this.pool =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxInFlight),
            Thread.ofPlatform().daemon().name("weir-cpu-", 0).factory());
  }

  /**
   * The runner of a door, whose virtual threads are called after it.
   *
   * @param proxies who speak for many clients, and so have places without limit
   */
  public WorkRunner forDoor(String door, TrustedProxies proxies) {
    DoorWork work = new DoorWork("weir-" + door, proxies);
    doors.add(work);
    return work;
  }

  /** Takes its threads from there. Before the first work. */
  public void standOn(OffLoop ofTransport) {
    offLoop = ofTransport;
  }

  /** How many of the places are taken. */
  public Usage inFlight() {
    return places.usage();
  }

  /** How much work was started and hasn't ended. */
  public int running() {
    int queued = 0;
    for (DoorWork door : doors) {
      for (Crew crew : door.crews) {
        queued += crew.queued();
      }
    }
    return queued + running.count(); // in this order: what leaves a queue is counted already
  }

  /** Whether the current thread runs such work. */
  public boolean isOwnThread() {
    return running.isRunBy(Thread.currentThread());
  }

  /** Interrupts all that runs, and what waits as soon as it begins. */
  public void interruptAll() {
    running.cut();
  }

  /** Counts from now on what ends. */
  public void countEnds() {
    running.countEnds();
  }

  /** How much work has ended since {@link #countEnds}. */
  public long ended() {
    return running.countEnded();
  }

  /** Lets {@link #await} look again, after something beside the work has changed. Any thread. */
  public void signal() {
    running.signal();
  }

  /**
   * Waits for a condition, which is looked at again whenever work ends, and at each {@link
   * #signal}. For one thread at a time.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   * @return whether it holds
   */
  public boolean await(BooleanSupplier condition, long deadlineNanos) {
    return running.await(condition, deadlineNanos);
  }

  /** Takes no more work. What runs goes on; the pool's threads are waited for, briefly. */
  @Override
  public void close() {
    closed = true;
    computePool.close();
    pool.shutdown();
    try {
      if (!pool.awaitTermination(POOL_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.warn(
            "{} computations ignore their interrupt; their threads are left behind",
            pool.getActiveCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class DoorWork implements WorkRunner {
    private final String threadName;
    private final HandlerCounts counts = new HandlerCounts();
    private final TrustedProxies proxies;
    private volatile List<Crew> crews = List.of();

    DoorWork(String threadName, TrustedProxies proxies) {
      this.threadName = threadName;
      this.proxies = proxies;
    }

    @Override
    public ClientPlaces.Client client(SocketAddress address) {
      return proxies.contains(address) ? clientPlaces.uncounted() : clientPlaces.client(address);
    }

    @Override
    public boolean tryEnter() {
      boolean taken = places.tryTake();
      if (taken) {
        counts.started();
      }
      return taken;
    }

    @Override
    public Waiting enterWhenFree(BooleanSupplier entry) {
      return places.takeWhenFree(() -> enter(entry));
    }

    private boolean enter(BooleanSupplier entry) {
      counts.started(); // before: it may have left before the entry returns
      boolean used = false;
      try {
        used = entry.getAsBoolean();
      } finally {
        if (!used) {
          counts.ended();
        }
      }
      return used;
    }

    @Override
    public void leave() {
      counts.ended();
      places.giveBack();
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
    public void start(Dispatch dispatch, EventLoop loop, Task task) {
      if (closed) {
        throw new RejectedExecutionException("The server has ended");
      }
      switch (dispatch) {
        case VIRTUAL_THREAD -> crewOf(loop).start(task);
        case CPU_POOL -> {
          if (offLoop.takesTurns()) {
            crewOf(loop).start(task);
          } else {
            startInPool(task);
          }
        }
        case EVENT_LOOP -> throw new IllegalArgumentException("The caller is the event loop");
      }
    }

    @Override
    public void compute(Computation computation) throws IOException {
      if (offLoop.takesTurns()) {
        computation.run();
      } else {
        computePool.compute(computation);
      }
    }

    private void startInPool(Task task) {
      Pooled pooled = new Pooled(task);
      running.add(pooled);
      boolean started = false;
      try {
        pool.execute(pooled);
        started = true;
      } finally {
        if (!started) {
          running.remove(pooled);
        }
      }
    }

    private Crew crewOf(EventLoop loop) {
      for (Crew crew : crews) { // as many as loops, so a few
        if (crew.isOf(loop)) {
          return crew;
        }
      }
      return addCrew(loop);
    }

    private synchronized Crew addCrew(EventLoop loop) {
      for (Crew crew : crews) {
        if (crew.isOf(loop)) {
          return crew;
        }
      }
      CarrierWait carrier =
          offLoop == OffLoop.system() ? CarrierWait.ofThisJvm() : CarrierWait.NEVER;
      Crew added = new Crew(loop, offLoop.threads(threadName), running, carrier);
      List<Crew> more = new ArrayList<>(crews);
      more.add(added);
      crews = List.copyOf(more);
      return added;
    }
  }

  private final class Pooled extends RunningWork.Entry implements Runnable {
    private final Task task;

    Pooled(Task task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.execute();
      } finally {
        running.ended();
        running.remove(this);
      }
    }

    @Override
    void interrupt() {
      task.interrupt();
    }

    @Override
    boolean runsOn(Thread candidate) {
      return task.runsOn(candidate);
    }
  }
}
