package dev.weir.core.tcp;

import dev.weir.tcp.Session;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that sessions of a door are ended for what their peers sent: the first, and then one in ten
 * seconds at most, since whoever can connect can send as often as it likes what isn't a frame.
 */
final class PeerFaults {
  private static final Logger LOGGER = LoggerFactory.getLogger(FrameStream.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private boolean said;
  private long saidAt;
  private long unsaid;

  /**
   * One more. On the session's loop.
   *
   * @param now by the loop's clock
   */
  synchronized void ended(Session session, Exception fault, long now) {
    if (said && now - saidAt < PERIOD_NANOS) {
      unsaid++;
      return;
    }
    LOGGER.info(
        "{} is ended: {} ({} more since the last such line)", session, fault.getMessage(), unsaid);
    said = true;
    saidAt = now;
    unsaid = 0;
  }
}
