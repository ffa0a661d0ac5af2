package dev.weir.core.dispatch;

import dev.weir.spi.transport.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The virtual threads that run what one loop of one door gives them, one piece after another.
 *
 * <p>A thread for each piece of work costs a start and, if all carriers sleep, a wake-up of one:
 * more than a small handler. So the work of a loop's turn waits in a queue, and one thread is
 * started for all of it. It may run into a handler that blocks, so whoever takes work from the
 * queue and leaves some there has made sure that a <em>standby</em> is scheduled: another thread,
 * started and not begun. It begins when the carrier is free, because the first blocks or has ended,
 * or at once on another carrier; then it takes from the same queue. Where work comes often, one
 * that has nothing left may be the standby itself ({@link CarrierWait}).
 *
 * <p>Invariant: while something is queued, a standby is scheduled, or is going to be before the
 * loop's turn ends. On one processor the end of a turn includes that the loop leaves it to others.
 */
final class Crew {
  /** Then others that wait for this very carrier have it. */
  private static final int TASKS_PER_THREAD = 64;

  /** How often in a row one waits on its carrier before it yields that, for the same reason. */
  private static final int WAITS_BETWEEN_YIELDS = 16;

  /** How often in a row one waits on its carrier before it ends, so that all others have it. */
  private static final int WAITS_PER_THREAD = 256;

  private final EventLoop loop;
  private final ThreadFactory threads;
  private final RunningWork running;
  private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean standby = new AtomicBoolean();
  private final CarrierWait carrier;
  private final Frequency handOvers;
  private final BusyPeriod busyPeriod;

  // On the loop.
  private final Runnable turnEnd = this::turnEnds;
  private final ProcessorYield processor;
  private final IntSupplier handlers = this::queued;
  private boolean turnEndDue;

  private volatile boolean loopIsBackSoon;

  Crew(EventLoop loop, ThreadFactory threads, RunningWork running, CarrierWait carrier) {
    this(loop, threads, running, carrier, new ProcessorYield(), System::nanoTime);
  }

  Crew(
      EventLoop loop,
      ThreadFactory threads,
      RunningWork running,
      CarrierWait carrier,
      ProcessorYield processor,
      LongSupplier nanoTime) {
    this.loop = loop;
    this.threads = threads;
    this.running = running;
    this.carrier = carrier;
    this.processor = processor;
    this.handOvers = new Frequency(nanoTime);
    this.busyPeriod = new BusyPeriod(nanoTime);
  }

  boolean isOf(EventLoop other) {
    return loop == other;
  }

  /** Any thread. */
  void start(Task task) {
    queue.add(task);
    if (!loop.inLoop() || !handsOverAtTurnEnd()) {
      standBy();
    }
  }

  /** How much waits for a thread. */
  int queued() {
    return queue.size();
  }

  private boolean handsOverAtTurnEnd() {
    if (!turnEndDue) {
      try {
        loop.execute(turnEnd);
        turnEndDue = true;
      } catch (RejectedExecutionException e) {
        return false; // the loop is about to end
      }
    }
    return true;
  }

  private void turnEnds() {
    turnEndDue = false;
    if (!queue.isEmpty()) {
      if (carrier.isPossible()) {
        handOvers.happens();
      }
      if (processor.isOnlyOne()) {
        leaveProcessor();
      } else {
        standBy();
      }
    }
  }

  /**
   * Many handlers are done before the loop has the processor again. So while it is away nobody
   * schedules a standby for what is queued: the loop does when it is back, if anything still is.
   */
  private void leaveProcessor() {
    loopIsBackSoon = true; // before a thread can begin
    try {
      standBy();
      processor.leave(handlers);
    } finally {
      loopIsBackSoon = false; // before looking: who takes work after that schedules it again
    }
    if (!queue.isEmpty()) {
      standBy();
    }
  }

  private void standBy() {
    if (standby.get() || !standby.compareAndSet(false, true)) {
      carrier.wake();
      return;
    }
    carrier.threadStarts();
    boolean started = false;
    try {
      threads.newThread(new Member()).start();
      started = true;
    } finally {
      if (!started) {
        standby.set(false);
        carrier.threadEnds();
      }
    }
  }

  /** One thread of the crew. */
  private final class Member extends RunningWork.Entry implements Runnable {
    private volatile @Nullable Task current;

    @Override
    public void run() {
      try {
        giveWay();
        takeTurn();
        int waits = 0;
        while (awaitTurn(++waits)) {
          if (!takeTurn()) {
            break;
          }
        }
      } finally {
        carrier.threadEnds();
      }
    }

    /**
     * A carrier goes on with the queue of the scheduler that it last took from as long as there is
     * something, and the next standby is there: others, in other queues, would never have it. One
     * that has parked comes back by the queue of another thread, and being the standby itself it
     * has nobody take its place.
     */
    private void giveWay() {
      if (busyPeriod.isLong()) {
        busyPeriod.ends();
        LockSupport.parkNanos(1);
      }
    }

    /** As the standby, so there must be none; it is until {@link #takeTurn}. */
    private boolean awaitTurn(int waits) {
      if (waits > WAITS_PER_THREAD || !handOvers.isHigh() || !standby.compareAndSet(false, true)) {
        return false;
      }
      if (waits % WAITS_BETWEEN_YIELDS == 0) {
        leaveCarrier();
      }
      carrier.awaitWork(queue);
      return true;
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is how others get the carrier
    private static void leaveCarrier() {
      Thread.yield();
    }

    /** Whether there was something to do. */
    private boolean takeTurn() {
      running.add(this); // before anything leaves the queue: it is counted there or here
      standby.set(false); // before looking: what comes after the look finds no standby
      try {
        return workOff();
      } finally {
        running.remove(this);
      }
    }

    private boolean workOff() {
      for (int done = 0; done < TASKS_PER_THREAD; done++) {
        Task task = queue.poll();
        if (task == null) {
          busyPeriod.ends();
          return done > 0;
        }
        if (!queue.isEmpty() && !loopIsBackSoon) {
          standBy();
        }
        do {
          run(task);
          task = task.next();
        } while (task != null);
      }
      if (!queue.isEmpty()) {
        busyPeriod.goesOn();
        standBy();
      }
      return true;
    }

    private void run(Task task) {
      current = task;
      if (running.isCut()) {
        task.interrupt();
      }
      task.execute();
      current = null;
      running.ended();
    }

    @Override
    void interrupt() {
      Task task = current;
      if (task != null) {
        task.interrupt();
      }
    }

    @Override
    boolean runsOn(Thread candidate) {
      Task task = current;
      return task != null && task.runsOn(candidate);
    }
  }
}
