package dev.weir.transport.nio;

import dev.weir.spi.transport.BusyPoll;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.ReadMemory;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.spi.transport.TimerWheel;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.SocketSystem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one poller. A turn: what the poller reports, timers, tasks, then the work at the
 * end of the turn, in which all output of the turn leaves.
 *
 * <p>What fails in a turn is logged and ends nothing but itself.
 */
final class NioEventLoop implements EventLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioEventLoop.class);

  /** Output that a turn's end gives rise to leaves in the same turn, if it isn't too much of it. */
  private static final int TURN_END_PASSES = 4;

  /** Then dispatch has the loop yield to handlers, so what they write wakes nobody amid them. */
  private static final boolean ONE_PROCESSOR = Runtime.getRuntime().availableProcessors() == 1;

  private final int index;
  private final SocketSystem system;
  private final Thread thread;
  private final TaskQueue tasks = new TaskQueue();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final AtomicInteger connections = new AtomicInteger();
  private final BusyPoll busyPoll;
  private final SpinGuard spinGuard = new SpinGuard();
  private final TimerWheel wheel;
  private final SegmentPool segments = SegmentPool.confined();
  private final IoMemory readFrom;
  private final ReadMemory readMemory;
  private final IoMemory writeMemory;
  private final ArrayDeque<NioStream> turnEnds = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turnEndTasks = new ArrayDeque<>();
  private final Poller poller;
  private int selected;
  private volatile boolean busy;
  private long currentTimeMillis;
  private boolean ending;

  NioEventLoop(int index, SocketSystem system, int bufferBytes, BusyPoll busyPoll)
      throws IOException {
    this.index = index;
    this.busyPoll = busyPoll;
    this.system = system;
    this.poller = system.openPoller(this::ready);
    this.wheel = new TimerWheel(System.nanoTime());
    this.readFrom = IoMemory.allocate(bufferBytes);
    this.readMemory = new ReadMemory(new byte[bufferBytes], readFrom.buffer());
    this.writeMemory = IoMemory.allocate(bufferBytes);
    this.thread = Thread.ofPlatform().name("weir-nio-" + index).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  // ---- For streams and sockets, on the loop.

  /** Where a read goes. */
  IoMemory readFrom() {
    return readFrom;
  }

  /** The same, as it is lent. */
  ReadMemory readMemory() {
    return readMemory;
  }

  /** Where a turn's output of one stream is gathered. */
  IoMemory writeMemory() {
    return writeMemory;
  }

  SegmentPool segments() {
    return segments;
  }

  Registration register(Pollable socket, Selectable selectable) throws IOException {
    return poller.register(socket, selectable);
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
   * wakes a client whose next request wakes the loop in the middle of the other answers. Never with
   * one processor.
   */
  boolean isBusy() {
    return busy;
  }

  /** What its sockets are made of. */
  SocketSystem system() {
    return system;
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
      poller.wakeup();
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
    closePoller();
  }

  // ---- The loop.

  private void run() {
    try {
      while (!ending) {
        turn();
      }
      for (Selectable registered : poller.registered()) {
        guarded(registered::shutdown);
      }
      run(tasks.close());
    } finally {
      closePoller();
    }
  }

  private void turn() {
    selected = 0;
    try {
      poll();
    } catch (IOException e) {
      LOGGER.error("{} couldn't wait for its sockets, and starts anew with them", this, e);
      renewPoller();
    }
    advanceTimers();
    run(tasks.take());
    endTurn();
  }

  private void poll() throws IOException {
    long nanos = tasks.isEmpty() && isTurnOver() ? wheel.nanosToNext() : 0;
    boolean wokenForNothing = false;
    if (nanos <= 0) {
      poller.poll(0);
    } else {
      boolean found = busyPoll.begins() && look();
      wokenForNothing = !found && sleep(nanos);
      busyPoll.ended(selected > 0 ? wheel.nanoTime() : System.nanoTime());
    }
    boolean severalReady = selected > 1 && !ONE_PROCESSOR;
    if (severalReady != busy) {
      busy = severalReady;
    }
    if (spinGuard.spins(wokenForNothing)) {
      LOGGER.warn("{} finds that it is woken early for nothing, and starts anew", this);
      renewPoller();
    }
  }

  /** Whether there is something to do; who gives a task meanwhile needn't wake the loop. */
  private boolean look() throws IOException {
    do {
      poller.poll(0);
    } while (selected == 0 && tasks.isEmpty() && busyPoll.goesOn());
    return selected > 0 || !tasks.isEmpty();
  }

  /** Whether it came back early, and nobody knows why. */
  private boolean sleep(long nanos) throws IOException {
    long before = wheel.nanoTime(); // told when the last turn was about to end
    asleep.set(true);
    boolean sleeps = tasks.isEmpty();
    if (!sleeps) {
      asleep.set(false);
    }
    poller.poll(sleeps ? nanos : 0);
    boolean woken = !asleep.getAndSet(false);
    boolean idle = selected == 0 && sleeps && !woken;
    return idle && System.nanoTime() - before < nanos && !Thread.interrupted();
  }

  private void ready(Selectable selectable, boolean readable, boolean writable) {
    if (selected++ == 0) {
      asleep.set(false); // tasks given from here on are run in this turn
      tellTime();
    }
    try {
      selectable.ready(readable, writable);
    } catch (Throwable e) {
      LOGGER.error("What is ready on {} failed: {}", this, selectable, e);
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

  void renewPoller() {
    try {
      poller.renew();
    } catch (IOException e) {
      LOGGER.error("{} couldn't start anew with its sockets", this, e);
    }
  }

  private void closePoller() {
    try {
      poller.close();
    } catch (IOException e) {
      LOGGER.warn("{} couldn't give back what it waited with", this, e);
    }
  }
}
