package dev.weir.spi.transport;

import dev.weir.Limits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream whose output waits for room while its peer takes nothing for {@link
 * Limits#PROGRESS_TIMEOUT}. On the loop only.
 */
final class OutputProgress {
  private final BufferedStream stream;
  private final long timeoutNanos;
  private long inTransport;
  private long last;
  private @Nullable LoopTimer timer;

  OutputProgress(BufferedStream stream, Limits limits) {
    this.stream = stream;
    this.timeoutNanos = limits.get(Limits.PROGRESS_TIMEOUT).toNanos();
  }

  /** The system took some of the output. */
  void made() {
    last = stream.loop().nanoTime();
  }

  /** Notes what the transport itself holds: less than before means that the system took some. */
  void inTransport(long bytes) {
    if (bytes < inTransport) {
      made();
    }
    inTransport = bytes;
  }

  /** Output waits for room from now on. */
  void watch() {
    made();
    LoopTimer armed = timer;
    if (armed == null) {
      armed = stream.loop().newTimer(this::timeUp);
      timer = armed;
    }
    armed.arm(timeoutNanos);
  }

  /**
   * For how long the system has taken nothing of output that had to wait.
   *
   * @param otherwise if none ever had to
   */
  long quietNanos(long otherwise) {
    return timer == null ? otherwise : Math.min(otherwise, stream.loop().nanoTime() - last);
  }

  /** All has left, or is lost. */
  void unwatch() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void timeUp() {
    inTransport(stream.bytesInTransport()); // the system takes a big piece bit by bit
    long left = last + timeoutNanos - stream.loop().nanoTime();
    if (left > 0) {
      Objects.requireNonNull(timer).arm(left);
    } else {
      stream.terminate(CloseCause.TIMED_OUT, true);
    }
  }
}
