package dev.weir.core.http;

import dev.weir.http.ExchangeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know of an exchange's end. One that comes after it is called at once. */
final class EndListeners {
  private static final Logger LOG = LoggerFactory.getLogger(EndListeners.class);

  // Guarded by this.
  private @Nullable List<Consumer<ExchangeOutcome>> listeners;
  private @Nullable Supplier<ExchangeOutcome> outcome;

  void add(Consumer<ExchangeOutcome> listener) {
    Supplier<ExchangeOutcome> ended;
    synchronized (this) {
      ended = outcome;
      if (ended == null) {
        if (listeners == null) {
          listeners = new ArrayList<>(2);
        }
        listeners.add(listener);
      }
    }
    if (ended != null) {
      call(listener, ended.get());
    }
  }

  /**
   * The exchange has ended; if nobody wanted to know, that is all. Then {@code later} is asked for
   * the outcome if somebody comes after the end, and says how long it took until then.
   *
   * @return false if somebody listens: {@link #fire} is to be called
   */
  synchronized boolean endUnheard(Supplier<ExchangeOutcome> later) {
    if (listeners != null) {
      return false;
    }
    outcome = later;
    return true;
  }

  void fire(ExchangeOutcome how) {
    List<Consumer<ExchangeOutcome>> told;
    synchronized (this) {
      outcome = () -> how;
      told = listeners;
      listeners = null;
    }
    if (told != null) {
      for (Consumer<ExchangeOutcome> listener : told) {
        call(listener, how);
      }
    }
  }

  private static void call(Consumer<ExchangeOutcome> listener, ExchangeOutcome how) {
    try {
      listener.accept(how);
    } catch (Throwable e) { // an Error too: the others want to know all the same
      LOG.error("A listener to the end of an exchange failed", e);
    }
  }
}
