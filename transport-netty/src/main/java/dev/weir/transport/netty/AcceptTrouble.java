package dev.weir.transport.netty;

import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when the system doesn't accept, which mostly means that it is out of file descriptors:
 * wait a while, try again, and write one line for the whole episode. On the loop only.
 */
final class AcceptTrouble {
  private static final Logger LOGGER = LoggerFactory.getLogger(AcceptTrouble.class);

  /** How long accepting rests. */
  static final long RETRY_NANOS = 200_000_000;

  private final SocketAddress address;
  private int failures;

  AcceptTrouble(SocketAddress address) {
    this.address = address;
  }

  void met(Throwable e) {
    if (failures++ == 0) {
      LOGGER.error(
          "Accepting on "
              + address
              + " failed and is tried again every "
              + RETRY_NANOS / 1_000_000
              + " ms; if the process is out of file descriptors, raise their limit (ulimit -n) or"
              + " lower weir.limits.max-connections",
          e);
    }
  }

  void over() {
    if (failures > 0) {
      LOGGER.info("Accepting on {} works again, after {} failures", address, failures);
      failures = 0;
    }
  }
}
