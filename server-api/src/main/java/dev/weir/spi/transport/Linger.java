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
  private long bytesLeft;
  private @Nullable LoopTimer timer;

  Linger(EventLoop loop, Limits limits) {
    this.loop = loop;
    this.nanos = limits.get(Limits.LINGER_TIMEOUT).toNanos();
    this.bytesLeft = limits.get(Limits.LINGER_BYTES);
  }

  /** Counts input that was dropped. */
  void dropped(int count) {
    bytesLeft -= count;
  }

  /** Whether the limit of bytes isn't passed. */
  boolean takesMore() {
    return bytesLeft >= 0;
  }

  /**
   * Starts the time: FIN has left.
   *
   * @param quietNanos how long before the last of the output has left: that much is over already
   */
  void start(long quietNanos, Runnable timeUp) {
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
