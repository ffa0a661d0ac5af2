package dev.weir.spi.transport;

import dev.weir.Limits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For how many bytes and how long a stream that closes still takes input, and drops it: closed with
 * input unread, it would be reset, and the peer might never see the last answer. On the loop only.
 */
final class Linger {
  /** For FIN to reach the peer, and what it has sent before it knew to come in. */
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final EventLoop loop;
  private final long nanos;
  private final long quietNanos;
  private long bytesLeft;
  private @Nullable LoopTimer timer;

  /**
   * A stream begins to close.
   *
   * @param quietNanos how long before the last of the output has left: that much is over already
   */
  Linger(EventLoop loop, Limits limits, long quietNanos) {
    this.loop = loop;
    this.quietNanos = quietNanos;
    this.nanos = limits.get(Limits.LINGER_TIMEOUT).toNanos();
    this.bytesLeft = limits.get(Limits.LINGER_BYTES);
  }

  /** For how long nothing had been written when the stream began to close. */
  long quietNanos() {
    return quietNanos;
  }

  /** Counts input that was dropped. */
  void dropped(int count) {
    bytesLeft -= count;
  }

  /** Whether the limit of bytes isn't passed. */
  boolean takesMore() {
    return bytesLeft >= 0;
  }

  /** Starts the time: FIN has left. */
  void start(Runnable timeUp) {
    LoopTimer started = loop.newTimer(timeUp);
    timer = started;
    started.arm(Math.min(nanos, Math.max(SHORTEST_NANOS, nanos - quietNanos)));
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
