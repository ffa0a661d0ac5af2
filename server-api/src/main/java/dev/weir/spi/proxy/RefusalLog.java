package dev.weir.spi.proxy;

import dev.weir.spi.transport.TransportConnection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that connections are refused: the first, and then one in ten seconds at most, since whoever
 * can connect can be refused as often as it likes.
 */
final class RefusalLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProxyAcceptor.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private boolean said;
  private long saidAt;
  private long unsaid;

  /** On the connection's loop. */
  synchronized void refused(TransportConnection connection, String why) {
    long now = connection.loop().nanoTime();
    if (said && now - saidAt < PERIOD_NANOS) {
      unsaid++;
      return;
    }
    LOGGER.warn(
        "Refused {} at {}: {} ({} more since the last such line)",
        connection.peerAddress(),
        connection.localAddress(),
        why,
        unsaid);
    said = true;
    saidAt = now;
    unsaid = 0;
  }
}
