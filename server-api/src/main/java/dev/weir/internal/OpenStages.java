package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.spi.transport.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The stages in front of a binding's protocol that aren't over (a PROXY header, a handshake), so
 * that a server that ends doesn't wait for those at rest.
 */
@Internal
public final class OpenStages {
  /**
   * How long a server that ends waits for a client that hasn't said anything: it may have done so
   * just before.
   */
  public static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** One connection's. */
  public interface Stage {
    /** The connection's. */
    EventLoop loop();

    /** The server ends: who stands still isn't waited for. On the loop; more than once perhaps. */
    void drain();
  }

  private final Set<Stage> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /** With none open. */
  public OpenStages() {}

  /** On the stage's loop. */
  public void add(Stage stage) {
    open.add(stage);
    if (draining) { // after the stage was added: either it or drain() sees the other
      drain(stage);
    }
  }

  /** It is over. Any thread. */
  public void remove(Stage stage) {
    open.remove(stage);
  }

  /** Tells those that are open, and those still to come. Any thread. */
  public void drain() {
    draining = true;
    open.forEach(OpenStages::drain);
  }

  private static void drain(Stage stage) {
    EventLoop loop = stage.loop();
    try {
      loop.execute(stage::drain);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection.
    }
  }
}
