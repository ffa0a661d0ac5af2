package dev.weir.core.http;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.http.ExchangeOutcome;
import dev.weir.spi.transport.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know of an exchange's end. One that comes after it is called at once. */
final class EndListeners {
  private static final Logger LOG = LoggerFactory.getLogger(EndListeners.class);

  // Guarded by this.
  private @Nullable List<Consumer<ExchangeOutcome>> listeners;
  private @Nullable ExchangeOutcome outcome;

  void add(Consumer<ExchangeOutcome> listener) {
    ExchangeOutcome ended;
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
      call(listener, ended);
    }
  }

  /** The exchange has ended so. */
  void fire(ExchangeOutcome how) {
    List<Consumer<ExchangeOutcome>> told;
    synchronized (this) {
      outcome = how;
      told = listeners;
      listeners = null;
    }
    if (told != null) {
      for (Consumer<ExchangeOutcome> listener : told) {
        call(listener, how);
      }
    }
  }

  /** Tells them on a virtual thread. */
  static void tellElsewhere(WorkRunner work, EventLoop loop, Runnable tell) {
    try {
      work.start(
          Dispatch.VIRTUAL_THREAD,
          loop,
          new Task() {
            @Override
            protected void run() {
              tell.run();
            }
          });
    } catch (RejectedExecutionException e) {
      tell.run(); // the server has ended; better here than not at all
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
