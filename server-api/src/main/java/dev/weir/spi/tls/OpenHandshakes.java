package dev.weir.spi.tls;

import dev.weir.spi.transport.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/** The handshakes that aren't over, so that a server that ends doesn't wait for those at rest. */
final class OpenHandshakes {
  private final Set<HandshakeStage> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /** On the stage's loop. */
  void add(HandshakeStage stage) {
    open.add(stage);
    if (draining) { // after the stage was added: either it or drain() sees the other
      drain(stage);
    }
  }

  void remove(HandshakeStage stage) {
    open.remove(stage);
  }

  /** Tells those that are open, and those still to come. Any thread. */
  void drain() {
    draining = true;
    open.forEach(OpenHandshakes::drain);
  }

  private static void drain(HandshakeStage stage) {
    EventLoop loop = stage.loop();
    try {
      loop.execute(stage::drain);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection.
    }
  }
}
