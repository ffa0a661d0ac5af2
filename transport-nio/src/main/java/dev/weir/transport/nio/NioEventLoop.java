package dev.weir.transport.nio;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.ReadMemory;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.spi.transport.TimerWheel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one selector. A turn: what the selector reports, timers, tasks, then the work at
 * the end of the turn, in which all output of the turn leaves.
 *
 * <p>What fails in a turn is logged and ends nothing but itself.
 */
final class NioEventLoop implements EventLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioEventLoop.class);

  /** Output that a turn's end gives rise to leaves in the same turn, if it isn't too much of it. */
  private static final int TURN_END_PASSES = 4;

  private final int index;
  private final Thread thread;
  private final TaskQueue tasks = new TaskQueue();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final AtomicInteger connections = new AtomicInteger();
  private final SpinGuard spinGuard = new SpinGuard();
  private final TimerWheel wheel;
  private final SegmentPool segments = SegmentPool.confined();
  private final ReadMemory readMemory;
  private final ByteBuffer writeBuffer;
  private final ArrayDeque<NioStream> turnEnds = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turnEndTasks = new ArrayDeque<>();
  private final Consumer<SelectionKey> ready = this::ready;
  private volatile Selector selector;
  private int selected;
  private volatile boolean busy;
  private long currentTimeMillis;
  private boolean ending;

  NioEventLoop(int index, int bufferBytes) throws IOException {
    this.index = index;
    this.selector = Selector.open();
    this.wheel = new TimerWheel(System.nanoTime());
    this.readMemory = new ReadMemory(new byte[bufferBytes], ByteBuffer.allocateDirect(bufferBytes));
    this.writeBuffer = ByteBuffer.allocateDirect(bufferBytes);
    this.thread = Thread.ofPlatform().name("weir-nio-" + index).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  // ---- For streams and sockets, on the loop.

  /** Where a read goes. */
  ReadMemory readMemory() {
    return readMemory;
  }

  /** Where a turn's output of one stream is gathered; direct, cleared. */
  ByteBuffer writeBuffer() {
    return writeBuffer.clear();
  }

  SegmentPool segments() {
    return segments;
  }

  void register(SelectableChannel channel, int interest, Selectable selectable) throws IOException {
    selectable.registered(channel.register(selector, interest, selectable));
  }

  /** Whether nothing is to be opened on it any more. */
  boolean isEnding() {
    return ending;
  }

  void atTurnEnd(NioStream stream) {
    turnEnds.add(stream);
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEndTasks.add(task);
  }

  private boolean isTurnOver() {
    return turnEnds.isEmpty() && turnEndTasks.isEmpty();
  }

  // ---- Any thread.

  /**
   * Whether several channels were ready in its last turn. Then it will be back soon, and whoever
   * has output had better leave it: it takes all there is in one turn, where a write elsewhere
   * wakes a client whose next request wakes the loop in the middle of the other answers. Measured
   * with 64 connections on one processor: a quarter less of it per request.
   */
  boolean isBusy() {
    return busy;
  }

  /** How many connections it serves, those on their way to it included. */
  AtomicInteger connections() {
    return connections;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    // The loop looks for tasks after it has said that it sleeps, so one of both sees the other.
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  @Override
  public long nanoTime() {
    return wheel.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return currentTimeMillis;
  }

  @Override
  public LoopTimer newTimer(Runnable task) {
    return wheel.newTimer(task);
  }

  @Override
  public String toString() {
    return thread.getName();
  }

  /** Ends the loop with all that is registered; from another thread, once it was started. */
  void shutdown() {
    execute(() -> ending = true);
  }

  /** Closes a loop that was never started. */
  void discard() {
    closeSelector();
  }

  // ---- The loop.

  private void run() {
    try {
      while (!ending) {
        turn();
      }
      for (SelectionKey key : new ArrayList<>(selector.keys())) {
        guarded(((Selectable) key.attachment())::shutdown);
      }
      run(tasks.close());
    } finally {
      closeSelector();
    }
  }

  private void turn() {
    selected = 0;
    try {
      select();
    } catch (IOException e) {
      LOGGER.error("{} couldn't wait for its channels, and tries a new selector", this, e);
      rebuildSelector();
    }
    advanceTimers();
    run(tasks.take());
    endTurn();
  }

  private void select() throws IOException {
    asleep.set(true);
    long sleep = tasks.isEmpty() && isTurnOver() ? wheel.nanosToNext() : 0;
    long before = wheel.nanoTime(); // told when the last turn was about to end
    if (sleep <= 0) {
      asleep.set(false);
      selector.selectNow(ready);
    } else {
      selector.select(ready, millis(sleep));
    }
    boolean severalReady = selected > 1;
    if (severalReady != busy) {
      busy = severalReady;
    }
    boolean woken = !asleep.getAndSet(false);
    boolean idle = selected == 0 && sleep > 0 && !woken;
    boolean forNothing = idle && System.nanoTime() - before < sleep && !Thread.interrupted();
    if (spinGuard.spins(forNothing)) {
      LOGGER.warn("{} finds its selector returning early for nothing, and replaces it", this);
      rebuildSelector();
    }
  }

  /** Rounded up, so that the tick has come when the selector returns; 0 means without limit. */
  private static long millis(long nanos) {
    return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }

  private void ready(SelectionKey key) {
    if (selected++ == 0) {
      asleep.set(false); // tasks given from here on are run in this turn
      tellTime();
    }
    try {
      if (key.isValid()) {
        ((Selectable) key.attachment()).ready(key);
      }
    } catch (Throwable e) {
      LOGGER.error("What is ready on {} failed: {}", this, key.channel(), e);
    }
  }

  private void tellTime() {
    currentTimeMillis = System.currentTimeMillis();
    wheel.tellTime(System.nanoTime());
  }

  private void advanceTimers() {
    if (selected == 0) {
      tellTime();
    } else {
      wheel.tellTime(System.nanoTime()); // the wall clock was asked in this turn
    }
    boolean done = false;
    while (!done) {
      try {
        wheel.advance(wheel.nanoTime());
        done = true;
      } catch (Throwable e) {
        LOGGER.error("A timer's task on {} failed", this, e);
      }
    }
  }

  private void run(TaskQueue.Batch batch) {
    for (Runnable task = batch.next(); task != null; task = batch.next()) {
      guarded(task);
    }
  }

  private void endTurn() {
    for (int pass = 0; pass < TURN_END_PASSES && !isTurnOver(); pass++) {
      for (int left = turnEndTasks.size(); left > 0; left--) {
        guarded(turnEndTasks.remove()); // before the streams, to which these may write
      }
      for (int left = turnEnds.size(); left > 0; left--) {
        NioStream stream = turnEnds.remove();
        guarded(stream::endTurn);
      }
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOGGER.error("A task on {} failed", this, e);
    }
  }

  /** Registers all channels with a new selector, and closes the old one. */
  void rebuildSelector() {
    Selector old = selector;
    try {
      Selector fresh = Selector.open();
      for (SelectionKey key : old.keys()) {
        if (key.isValid()) {
          Selectable selectable = (Selectable) key.attachment();
          int interest = key.interestOps();
          key.cancel();
          selectable.registered(key.channel().register(fresh, interest, selectable));
        }
      }
      selector = fresh;
      old.close();
    } catch (IOException e) {
      LOGGER.error("{} couldn't replace its selector", this, e);
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOGGER.warn("The selector of {} couldn't be closed", this, e);
    }
  }
}
