package dev.weir.core.udp;

import dev.weir.Limits;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the handlers of a door that are interrupted for their time, and logs it now and then: when
 * what all of them wait for stands still, each of them is late.
 */
final class LateHandlers {
  private static final Logger LOGGER = LoggerFactory.getLogger(LateHandlers.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String door;
  private final Duration allowed;
  private final LongAdder count = new LongAdder();

  // On the loop.
  private boolean logged;
  private long loggedNanos;

  LateHandlers(String door, Duration allowed) {
    this.door = door;
    this.allowed = allowed;
  }

  /** One more is interrupted, with a datagram of {@code sender}. On the loop. */
  void interrupted(SocketAddress sender, long now) {
    count.increment();
    if (!logged || now - loggedNanos >= QUIET_NANOS) {
      logged = true;
      loggedNanos = now;
      LOGGER.warn(
          "The handler of door {} was interrupted with a datagram from {}: it took longer than {}"
              + " ({}); {} were so far",
          door,
          sender,
          Limits.HANDLER_TIMEOUT.format(allowed),
          Limits.HANDLER_TIMEOUT.name(),
          count.sum());
    }
  }

  /** How many so far. Any thread. */
  long count() {
    return count.sum();
  }
}
