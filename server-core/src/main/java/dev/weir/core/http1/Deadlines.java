package dev.weir.core.http1;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;

/**
 * The times of one connection, on one timer. It is armed for the earliest moment at which something
 * may be due, and whoever finds that nothing is arms it again: so a request costs no timer of its
 * own.
 */
final class Deadlines implements Runnable {
  /**
   * A FIN doesn't tell a client that has left from one that only has nothing more to send. So a
   * handler has this long to answer before it is taken for the former.
   */
  private static final long HALF_CLOSED_NANOS = 1_000_000_000L;

  /** At shutdown a request may be on its way on an idle connection: it is waited for this long. */
  private static final long DRAIN_NANOS = 50_000_000L;

  private final EventLoop loop;
  private final ConnectionLimits limits;
  private final Http1Handler connection;
  private final LoopTimer timer;

  private long armedFor = Long.MAX_VALUE;
  private boolean headStarted;
  private boolean used;
  private boolean draining;
  private long headSince;
  private long drainSince;
  private boolean peerEnded;
  private long peerEndedSince;

  // Until the first request, since it was opened.
  private volatile long freeSince;

  Deadlines(EventLoop loop, ConnectionLimits limits, Http1Handler connection) {
    this.loop = loop;
    this.limits = limits;
    this.connection = connection;
    this.freeSince = loop.nanoTime();
    this.timer = loop.newTimer(this);
    within(Math.min(limits.headerNanos(), limits.idleNanos()));
  }

  /** The timer's task. */
  @Override
  public void run() {
    armedFor = Long.MAX_VALUE;
    connection.onTime();
  }

  /** Has a look within {@code nanos}; {@link Long#MAX_VALUE} asks for none. */
  void within(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      return;
    }
    long due = loop.nanoTime() + Math.max(1, nanos);
    if (armedFor == Long.MAX_VALUE || due - armedFor < 0) {
      armedFor = due;
      timer.arm(Math.max(1, nanos));
    }
  }

  /** Has a look when something may be due, whatever else is going on. */
  void lookAgain(long now) {
    long due = idleDue();
    within(due > now ? due - now : limits.idleNanos());
    if (draining && !isDrained(now)) {
      within(drainSince + DRAIN_NANOS - now);
    }
    if (peerEnded && !isPeerGone(now)) {
      within(peerEndedSince + HALF_CLOSED_NANOS - now);
    }
  }

  void cancel() {
    timer.cancel();
    armedFor = Long.MAX_VALUE;
  }

  /** Some of a head is there. */
  void headTrickles(boolean fresh) {
    if (!fresh && !headStarted) {
      headStarted = true;
      headSince = used ? loop.nanoTime() : freeSince;
      within(idleDue() - loop.nanoTime());
    }
  }

  void headComplete() {
    headStarted = false;
    if (!used) {
      used = true;
      firstHeadComplete();
    }
  }

  /**
   * Without this, all connections opened at about the same time would be looked at when the time
   * for their first heads is over, to find that nothing is due: a timer that is only moved costs
   * less than a look at a connection that the processor's caches have forgotten.
   */
  private void firstHeadComplete() {
    if (!draining && !peerEnded) { // else it is armed for that too
      armedFor = Long.MAX_VALUE;
      within(limits.idleNanos());
    }
  }

  /** Nothing is going on since {@code now}. Any thread. */
  void free(long now) {
    if (freeSince != now) { // pipelined requests end at the same time
      freeSince = now;
    }
  }

  /** For how long a connection that is free has been; without limit if it never was in use. */
  long quietNanos(long now) {
    return used ? now - freeSince : Long.MAX_VALUE;
  }

  boolean isIdleTooLong(long now) {
    return now - idleDue() >= 0;
  }

  private long idleDue() {
    if (headStarted) {
      return headSince + limits.headerNanos();
    }
    return freeSince
        + (used ? limits.idleNanos() : Math.min(limits.headerNanos(), limits.idleNanos()));
  }

  void drain() {
    draining = true;
    drainSince = loop.nanoTime();
    within(DRAIN_NANOS);
  }

  boolean isDrained(long now) {
    return now - drainSince >= DRAIN_NANOS;
  }

  void peerEnded() {
    peerEnded = true;
    peerEndedSince = loop.nanoTime();
    within(HALF_CLOSED_NANOS);
  }

  /** Whether the peer ended its side so long ago that it seems to have left. */
  boolean isPeerGone(long now) {
    return peerEnded && now - peerEndedSince >= HALF_CLOSED_NANOS;
  }
}
