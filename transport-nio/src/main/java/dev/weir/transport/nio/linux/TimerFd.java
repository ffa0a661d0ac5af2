package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * A {@code timerfd}, which wakes an {@code epoll} at a time. It stays armed over many waits, where
 * a limit of each wait would be a timer that the system sets and cancels with each. On one thread.
 */
final class TimerFd {
  private static final int CLOCK_MONOTONIC = 1;

  /** How much later than wanted it may ring: what {@code epoll_wait} rounds its limit up by. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  // struct itimerspec: an interval and a time to come, each of seconds and nanoseconds.
  private static final int SECONDS = 2;
  private static final int NANOS = 3;

  private final MemorySegment callState;
  private final MemorySegment time;
  private final int number;
  private boolean armed;
  private long ringsAt; // of System.nanoTime

  TimerFd(Arena arena) throws IOException {
    callState = Libc.callState(arena);
    time = arena.allocate(JAVA_LONG, NANOS + 1);
    int flags = Libc.CLOSE_ON_EXEC | Libc.NON_BLOCKING;
    number = Libc.check("timerfd_create", Libc.timerfdCreate(CLOCK_MONOTONIC, flags, callState));
  }

  /** For a poller, which has to tell when it {@linkplain #rang}. */
  int number() {
    return number;
  }

  /** Rings at a time, or earlier, if it is armed for that. */
  void ringIn(long nanos) throws IOException {
    long wanted = System.nanoTime() + nanos;
    if (armed && ringsAt - wanted <= SLACK_NANOS) {
      return;
    }
    time.setAtIndex(JAVA_LONG, SECONDS, nanos / NANOS_PER_SECOND);
    time.setAtIndex(JAVA_LONG, NANOS, nanos % NANOS_PER_SECOND);
    Libc.check("timerfd_settime", Libc.timerfdSettime(number, time.address(), callState));
    armed = true;
    ringsAt = wanted;
  }

  void rang() {
    armed = false;
  }

  void close() {
    var unused = Libc.close(number, callState); // it has nothing to lose
  }
}
