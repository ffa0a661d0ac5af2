package dev.weir.testkit.memory;

import dev.weir.spi.transport.TimerWheel;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The time of a transport, and what is to happen at which time. Any thread. */
final class VirtualClock {
  /** 2026-01-01T00:00:00Z: wall-clock time is the same in each run. */
  private static final long FIRST_MILLIS = 1_767_225_600_000L;

  /** The start of a tick, and the same in each run, so that timers fire at the same steps. */
  private static final long START = TimerWheel.TICK_NANOS << 20;

  private final PriorityQueue<Entry> agenda = new PriorityQueue<>();
  private volatile long now = START;
  private long entries;

  private record Entry(long due, long number, Runnable task) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(due, other.due);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  long nanoTime() {
    return now;
  }

  /** How much time has passed. */
  long sinceStart() {
    return now - START;
  }

  long currentTimeMillis() {
    return FIRST_MILLIS + sinceStart() / 1_000_000;
  }

  /** Runs {@code task}, on the thread that moves the time, once it is {@code due}. */
  synchronized void at(long due, Runnable task) {
    agenda.add(new Entry(due, entries++, task));
  }

  /** When something happens next, or {@link Long#MAX_VALUE}. */
  synchronized long next() {
    Entry first = agenda.peek();
    return first == null ? Long.MAX_VALUE : first.due;
  }

  void moveTo(long time) {
    now = time;
    for (Entry due = takeDue(); due != null; due = takeDue()) {
      due.task.run();
    }
  }

  private synchronized @Nullable Entry takeDue() {
    Entry first = agenda.peek();
    return first == null || first.due > now ? null : agenda.remove();
  }
}
