package dev.weir.core.tcp;

import dev.weir.spi.transport.LoopTimer;
import java.util.concurrent.TimeUnit;

/**
 * A session's shutdown: what its peer had sent before is served, though it may be unread still, as
 * with a connection that waited in the backlog. The system doesn't tell how much that is; so the
 * session is read from until nothing comes for a moment. On the event loop.
 */
final class FrameDrain {
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** A peer that never falls silent is heard for so many moments: what comes then is new. */
  private static final int MOST_MOMENTS = 20;

  private final FrameStream stream;
  private final LoopTimer timer;
  private int moments;
  private boolean heard;

  FrameDrain(FrameStream stream) {
    this.stream = stream;
    this.timer = stream.loop().newTimer(this::timeUp);
    timer.arm(SILENCE_NANOS);
  }

  void inputTaken(boolean fresh) {
    heard |= fresh;
  }

  /** Reading goes on after a pause, in which nothing could be heard. */
  void resumed() {
    heard = true;
    if (!timer.isArmed()) {
      timer.arm(SILENCE_NANOS);
    }
  }

  void cancel() {
    timer.cancel();
  }

  private void timeUp() {
    if (stream.isPaused()) {
      return;
    }
    if (heard && ++moments < MOST_MOMENTS) {
      heard = false;
      timer.arm(SILENCE_NANOS);
    } else {
      stream.drained();
    }
  }
}
