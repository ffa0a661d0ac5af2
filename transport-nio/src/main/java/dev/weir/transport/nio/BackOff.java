package dev.weir.transport.nio;

import dev.weir.spi.transport.LoopTimer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits between attempts at what the system refuses for now, such as accepting without descriptors:
 * longer each time, and logged once an episode. On the loop.
 */
final class BackOff {
  private static final Logger LOGGER = LoggerFactory.getLogger(BackOff.class);
  private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

  private final String what;
  private final LoopTimer timer;
  private long delay;

  /**
   * A back-off that isn't waiting.
   *
   * @param what what is attempted, for the log
   * @param retry run at the end of each wait
   */
  BackOff(String what, NioEventLoop loop, Runnable retry) {
    this.what = what;
    this.timer = loop.newTimer(retry);
  }

  /** The attempt failed: waits. */
  void failed(Exception failure) {
    if (delay == 0) {
      delay = FIRST_NANOS;
      LOGGER.warn("{} fails, and is tried again every now and then: {}", what, failure.toString());
    } else {
      delay = Math.min(2 * delay, LONGEST_NANOS);
    }
    timer.arm(delay);
  }

  /** An attempt succeeded: the episode is over. */
  void succeeded() {
    if (delay != 0) {
      delay = 0;
      LOGGER.info("{} works again", what);
    }
  }

  boolean isWaiting() {
    return timer.isArmed();
  }

  void cancel() {
    timer.cancel();
  }
}
