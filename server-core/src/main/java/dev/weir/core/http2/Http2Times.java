package dev.weir.core.http2;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;

/**
 * The times of one connection, on one timer. It is armed for the earliest moment at which something
 * may be due, and whoever finds that nothing is arms it again: so a request costs no timer of its
 * own. On the loop.
 */
final class Http2Times {
  /**
   * As long as a client that ended its side is taken for one that has only nothing more to send.
   */
  private static final long HALF_CLOSED_NANOS = 1_000_000_000L;

  /** At shutdown, a client that doesn't answer a PING is given this long to learn of it. */
  private static final long DRAIN_NANOS = 1_000_000_000L;

  /** At shutdown, the first bytes may be on their way: they are waited for this long. */
  private static final long GREETING_NANOS = 50_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Http2Limits limits;
  private final LoopTimer timer;
  private final long openedAt;

  private long armedFor = NEVER;
  private boolean greeted;
  private long awaitedFrame;
  private long frameSince;
  private long freeSince;
  private boolean draining;
  private long drainDue;
  private boolean peerEnded;
  private long peerGoneAt;

  Http2Times(EventLoop loop, Http2Limits limits, Runnable onTime) {
    this.loop = loop;
    this.limits = limits;
    this.openedAt = loop.nanoTime();
    this.freeSince = openedAt;
    this.timer =
        loop.newTimer(() -> {
          armedFor = NEVER;
          onTime.run();
        });
    within(Math.min(limits.headerNanos(), limits.idleNanos()));
  }

  /** Has a look within {@code nanos}; {@link Long#MAX_VALUE} asks for none. */
  void within(long nanos) {
    if (nanos == NEVER) {
      return;
    }
    long due = loop.nanoTime() + Math.max(1, nanos);
    if (armedFor == NEVER || due - armedFor < 0) {
      armedFor = due;
      timer.arm(Math.max(1, nanos));
    }
  }

  /** Has a look when the connection itself may be due. */
  void lookAgain(long now) {
    within(frameLeft(now));
    within(draining ? drainDue - now : NEVER);
    within(peerEnded ? peerGoneAt - now : NEVER);
    long idle = freeSince + limits.idleNanos() - now;
    within(idle > 0 ? idle : limits.idleNanos());
  }

  void cancel() {
    timer.cancel();
    armedFor = NEVER;
  }

  /** The client's preface and settings are there. */
  void greeted() {
    greeted = true;
    freeSince = loop.nanoTime();
  }

  /** The frame or header block whose rest is awaited, as {@link FrameReader#awaited} has it. */
  void frameAwaited(long frame) {
    if (frame != awaitedFrame) {
      awaitedFrame = frame;
      frameSince = loop.nanoTime();
      if (frame != 0) {
        within(limits.headerNanos());
      }
    }
  }

  /** Whether the client's first frames, or the rest of one, take too long. */
  boolean isFrameLate(long now) {
    return frameLeft(now) <= 0;
  }

  private long frameLeft(long now) {
    if (!greeted) {
      return openedAt + Math.min(limits.headerNanos(), limits.idleNanos()) - now;
    }
    return awaitedFrame != 0 ? frameSince + limits.headerNanos() - now : NEVER;
  }

  /** The last stream has ended. */
  void free() {
    freeSince = loop.nanoTime();
  }

  boolean isIdleTooLong(long now) {
    return now - freeSince >= limits.idleNanos();
  }

  void drain() {
    draining = true;
    drainDue = loop.nanoTime() + (greeted ? DRAIN_NANOS : GREETING_NANOS);
    within(drainDue - loop.nanoTime());
  }

  boolean isDrained(long now) {
    return draining && drainDue - now <= 0;
  }

  /** What drain() waited for has come. */
  void drained() {
    draining = false;
  }

  void peerEnded() {
    peerEnded = true;
    peerGoneAt = loop.nanoTime() + HALF_CLOSED_NANOS;
    within(HALF_CLOSED_NANOS);
  }

  /** Whether the peer ended its side so long ago that it seems to have left: told once. */
  boolean isPeerGone(long now) {
    if (!peerEnded || peerGoneAt - now > 0) {
      return false;
    }
    peerEnded = false;
    return true;
  }
}
