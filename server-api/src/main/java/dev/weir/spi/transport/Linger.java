package dev.weir.spi.transport;

import dev.weir.Limits;
import org.jspecify.annotations.Nullable;

/**
 * For how many bytes and how long a stream that closes still takes input, and drops it: closed with
 * input unread, it would be reset, and the peer might never see the last answer. On the loop only.
 */
final class Linger {
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

  /** Starts the time: FIN has left. */
  void start(Runnable timeUp) {
    LoopTimer started = loop.newTimer(timeUp);
    timer = started;
    started.arm(nanos);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
