package dev.weir.transport.netty;

import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.SegmentPool;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop of Weir on one of Netty's.
 *
 * <p>A turn is one wait for events, the events, then the tasks. What streams want to do at the end
 * of a turn is done once after the events, and for what tasks ask, in a task behind those that wait
 * already: so all output of the turn leaves together, and a flood of tasks can't hold it up.
 *
 * <p>The time is read at most once a turn, and only if somebody asks.
 */
final class NettyEventLoop implements EventLoop, LoopThread.Turns, LoopTimers.Alarm {
  private static final Logger LOGGER = LoggerFactory.getLogger(NettyEventLoop.class);

  /** Work at the end of a turn may ask for more; after so many rounds, it gets its own turn. */
  private static final int MAX_ROUNDS = 8;

  private final int index;
  private final LoopThread netty;
  private final LoopTimers timers;
  private final LoopBuffers buffers;
  private final boolean synchronous;
  private final SegmentPool segments = SegmentPool.confined();
  private final CountDownLatch running = new CountDownLatch(1);
  private final ArrayDeque<Runnable> turnEnds = new ArrayDeque<>();
  private @Nullable NettyStream lastOpened; // linked to all others whose channels are open
  private volatile Thread thread = Thread.currentThread(); // until the loop's own runs
  private boolean inEvents;
  private boolean drainDue;
  private boolean timeRead;
  private long nanoTime;
  private boolean millisRead;
  private long millis;

  /**
   * @param synchronous {@link NativeTransport#isSynchronous}
   * @param busyPollMicros {@link dev.weir.spi.transport.BusyPoll#MICROS}
   */
  NettyEventLoop(int index, IoHandlerFactory ioHandlers, boolean synchronous, int busyPollMicros) {
    this.index = index;
    // io_uring tells what it has done, not what is ready.
    boolean looks = synchronous && busyPollMicros > 0;
    this.netty =
        new LoopThread(
            "weir-netty-" + index,
            looks
                ? BusyPollHandler.newFactory(ioHandlers, busyPollMicros, this::nanoTime)
                : ioHandlers,
            this);
    this.timers = new LoopTimers(this);
    this.buffers = new LoopBuffers(synchronous);
    this.synchronous = synchronous;
  }

  /** Starts the thread, and waits until it runs. */
  void start() {
    netty.execute(() -> {
      thread = Thread.currentThread();
      buffers.warmUp();
      running.countDown();
    });
    boolean interrupted = false;
    while (true) {
      try {
        running.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  LoopThread netty() {
    return netty;
  }

  LoopBuffers buffers() {
    return buffers;
  }

  SegmentPool segments() {
    return segments;
  }

  /** {@link NativeTransport#isSynchronous}. */
  boolean isSynchronous() {
    return synchronous;
  }

  /**
   * Whether one stream may be read again and again in a turn, before tasks and timers: Netty
   * submits to io_uring, and takes what has completed by then, 128 times.
   */
  boolean repeatsReads() {
    return !synchronous;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inLoop() {
    return netty.inEventLoop();
  }

  @Override
  public Thread thread() {
    return thread;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A task that comes just as Netty's loop ends may be dropped there, after it was taken. So who
   * finds the loop ended takes the task back.
   */
  @Override
  public void execute(Runnable task) {
    LoopTask once = new LoopTask(task);
    netty.execute(once);
    if (netty.isShutdown() && once.takeBack()) {
      throw new RejectedExecutionException("The event loop has ended");
    }
  }

  /** As {@link #execute}; false, and not run, once the loop has ended. */
  boolean tryExecute(Runnable task) {
    try {
      execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /**
   * Runs {@code work} as soon as {@code condition} holds, looking once a millisecond. On the loop.
   */
  void once(BooleanSupplier condition, Runnable work) {
    if (condition.getAsBoolean()) {
      run(work);
      return;
    }
    try {
      var unused = netty.schedule(() -> once(condition, work), 1, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      run(work); // the loop ends, and with it all that it holds
    }
  }

  /** Runs what others wrote; whatever it throws, the loop lives on. */
  static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOGGER.error("A task of an event loop failed", e);
    }
  }

  // ---- Time.

  @Override
  public long nanoTime() {
    if (!timeRead) {
      timeRead = true;
      nanoTime = System.nanoTime();
    }
    return nanoTime;
  }

  @Override
  public long currentTimeMillis() {
    if (!millisRead) {
      millisRead = true;
      millis = System.currentTimeMillis();
    }
    return millis;
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    return timers.newTimer(task);
  }

  @Override
  public Future<?> schedule(Runnable task, long delay) {
    return netty.schedule(task, delay, TimeUnit.NANOSECONDS);
  }

  // ---- Turns.

  @Override
  public void waiting() {
    forgetTime();
    inEvents = true;
  }

  @Override
  public void forgetTime() {
    timeRead = false;
    millisRead = false;
  }

  @Override
  public void eventsHandled() {
    inEvents = false;
    if (!turnEnds.isEmpty()) {
      drain();
    }
  }

  /** Asks for one run of {@code work} at the end of this turn. On the loop. */
  @Override
  public void atTurnEnd(Runnable work) {
    turnEnds.add(work);
    if (!inEvents) {
      drainLater();
    }
  }

  /** Asks for one run of {@code work} in the next turn, after others have had theirs. */
  void nextTurn(Runnable work) {
    turnEnds.add(work);
    drainLater();
  }

  private void drainLater() {
    if (!drainDue) {
      drainDue = true;
      try {
        netty.execute(this::drainAsTask);
      } catch (RejectedExecutionException e) {
        turnEnds.clear(); // the loop has ended, and with it all streams
      }
    }
  }

  private void drainAsTask() {
    drainDue = false;
    drain();
  }

  private void drain() {
    boolean outer = inEvents;
    inEvents = true; // what is asked for meanwhile is done here
    try {
      for (int round = 0; round < MAX_ROUNDS; round++) {
        for (int left = turnEnds.size(); left > 0; left--) {
          Runnable work = turnEnds.poll();
          if (work == null) {
            return;
          }
          run(work);
        }
      }
    } finally {
      inEvents = outer;
    }
    if (!turnEnds.isEmpty()) {
      drainLater();
    }
  }

  // ---- Streams, on the loop.

  /** Takes note of a stream, until {@link #closed}. */
  void opened(NettyStream stream) {
    NettyStream before = lastOpened;
    stream.previous = before;
    if (before != null) {
      before.next = stream;
    }
    lastOpened = stream;
  }

  /** Its channel is closed. */
  void closed(NettyStream stream) {
    NettyStream before = stream.previous;
    NettyStream after = stream.next;
    if (after == null) {
      lastOpened = before;
    } else {
      after.previous = before;
    }
    if (before != null) {
      before.next = after;
    }
    stream.previous = null;
    stream.next = null;
  }

  private List<NettyStream> streams() {
    List<NettyStream> open = new ArrayList<>();
    for (NettyStream each = lastOpened; each != null; each = each.previous) {
      open.add(each);
    }
    return open;
  }

  /** Aborts what is open; the future tells once all those channels are closed. */
  CompletableFuture<Void> abortAll(CloseCause cause) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    boolean taken =
        tryExecute(() -> {
          List<NettyStream> open = streams();
          CompletableFuture<?>[] closes =
              open.stream().map(NettyStream::channelGone).toArray(CompletableFuture<?>[]::new);
          for (NettyStream stream : open) {
            run(() -> stream.abort(cause));
          }
          var unused =
              CompletableFuture.allOf(closes).whenComplete((all, failure) -> done.complete(null));
        });
    if (!taken) {
      done.complete(null);
    }
    return done;
  }

  /** Ends the loop after the tasks that wait; returns at once. */
  void shutdown() {
    if (!tryExecute(buffers::release)) {
      return;
    }
    var unused = netty.shutdownGracefully(0, 10, TimeUnit.SECONDS);
  }

  /** Waits for the end of the thread; false if the deadline, of {@link System#nanoTime}, passed. */
  boolean awaitEnd(long deadline) {
    if (running.getCount() > 0) {
      return true; // it never ran
    }
    boolean interrupted = false;
    try {
      while (true) {
        long left = deadline - System.nanoTime();
        try {
          return thread.join(Duration.ofNanos(Math.max(1, left)));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "weir-netty-" + index;
  }
}
