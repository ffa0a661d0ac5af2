package dev.weir.core.tcp;

import dev.weir.tcp.SessionEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a session's end, exactly once to each listener, on a virtual thread. */
final class SessionListeners {
  private static final Logger LOGGER = LoggerFactory.getLogger(SessionListeners.class);

  private final Object lock = new Object();

  // Guarded by the lock.
  private final List<Consumer<SessionEnd>> waiting = new ArrayList<>(2);
  private @Nullable SessionEnd end;

  void add(Consumer<SessionEnd> listener) {
    SessionEnd known;
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
  void ended(SessionEnd how) {
    List<Consumer<SessionEnd>> told;
    synchronized (lock) {
      end = how;
      told = List.copyOf(waiting);
      waiting.clear();
    }
    if (!told.isEmpty()) {
      tell(told, how);
    }
  }

  private static void tell(List<Consumer<SessionEnd>> listeners, SessionEnd end) {
    Thread.ofVirtual()
        .name("weir-session-end")
        .start(() -> {
          for (Consumer<SessionEnd> listener : listeners) {
            try {
              listener.accept(end);
            } catch (Throwable e) {
              LOGGER.error("A listener for the end of a session failed", e);
            }
          }
        });
  }
}
