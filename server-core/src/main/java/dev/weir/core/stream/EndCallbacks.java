package dev.weir.core.stream;

import dev.weir.spi.transport.OffLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the end of a session, exactly once to each listener, on a virtual thread.
 *
 * @param <E> how it ended
 */
public final class EndCallbacks<E> {
  private static final Logger LOGGER = LoggerFactory.getLogger(EndCallbacks.class);

  private final OffLoop offLoop;
  private final Object lock = new Object();

  private final String threadName;

  // Guarded by the lock.
  private final List<Consumer<E>> waiting = new ArrayList<>(2);
  private @Nullable E end;

  /**
   * Without any.
   *
   * @param offLoop whose threads tell
   * @param threadName their name
   */
  public EndCallbacks(OffLoop offLoop, String threadName) {
    this.offLoop = offLoop;
    this.threadName = threadName;
  }

  /** Adds one; it is told at once if the end has been. */
  public void add(Consumer<E> listener) {
    E known;
    synchronized (lock) {
      known = end;
      if (known == null) {
        waiting.add(listener);
        return;
      }
    }
    tell(List.of(listener), known);
  }

  /** The session has ended; to be called once. */
  public void ended(E how) {
    List<Consumer<E>> told;
    synchronized (lock) {
      end = how;
      told = List.copyOf(waiting);
      waiting.clear();
    }
    if (!told.isEmpty()) {
      tell(told, how);
    }
  }

  private void tell(List<Consumer<E>> listeners, E end) {
    offLoop
        .threads(threadName)
        .newThread(() -> {
          for (Consumer<E> listener : listeners) {
            try {
              listener.accept(end);
            } catch (Throwable e) {
              LOGGER.error("A listener for the end of a session failed", e);
            }
          }
        })
        .start();
  }
}
