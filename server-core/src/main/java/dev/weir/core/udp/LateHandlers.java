package dev.weir.core.udp;

import dev.weir.Limits;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs now and then that handlers of a door are interrupted for their time: when what all of them
 * wait for stands still, each of them is late. On the loop.
 */
final class LateHandlers {
  private static final Logger LOGGER = LoggerFactory.getLogger(LateHandlers.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String door;
  private final Duration allowed;

  // On the loop.
  private long count;
  private boolean logged;
  private long loggedNanos;

  LateHandlers(String door, Duration allowed) {
    this.door = door;
    this.allowed = allowed;
  }

  /** One more is interrupted, with a datagram of {@code sender}. */
  void interrupted(SocketAddress sender, long now) {
    count++;
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
          count);
    }
  }
}
