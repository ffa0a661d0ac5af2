package dev.weir.spi.protocol;

import dev.weir.Dispatch;
import dev.weir.annotation.Preview;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs user code for a stream. The core's: it chooses the thread, counts what is in flight, holds
 * the deadline, and lets shutdown wait for it. Called on the stream's event loop.
 */
@Preview
public interface Dispatcher {
  /**
   * Runs {@code work} on the thread that {@code dispatch} says, and {@code completion} on the event
   * loop afterwards, exactly once. With {@link Dispatch#EVENT_LOOP} both run before this returns.
   *
   * @return a handle, or null if the limit of what may be in flight is reached; then nothing runs
   */
  <R> @Nullable Work dispatch(Dispatch dispatch, Callable<R> work, Completion<R> completion);

  /** What happens after the work, on the event loop. */
  @FunctionalInterface
  interface Completion<R> {
    /** Exactly one is given: the result (which may be null) or the failure. */
    void done(@Nullable R result, @Nullable Throwable failure);
  }

  /** Work under way. */
  interface Work {
    /** Interrupts the thread. The completion still comes, once the work has ended. */
    void cancel();
  }
}
