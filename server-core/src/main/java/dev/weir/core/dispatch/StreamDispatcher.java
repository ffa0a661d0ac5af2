package dev.weir.core.dispatch;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.transport.EventLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a stream's user code, with a deadline, and brings the result back to the loop. */
public final class StreamDispatcher implements Dispatcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamDispatcher.class);
  private static final Work DONE = () -> {};

  private final EventLoop loop;
  private final WorkRunner runner;
  private final TimeLimit timeLimit;

  /**
   * For the streams of one loop.
   *
   * @param timeoutNanos how long work may take before it is interrupted
   */
  public StreamDispatcher(EventLoop loop, WorkRunner runner, long timeoutNanos) {
    this.loop = loop;
    this.runner = runner;
    this.timeLimit = new TimeLimit(loop, timeoutNanos);
  }

  @Override
  public <R> @Nullable Work dispatch(
      Dispatch dispatch, Callable<R> work, Completion<R> completion) {
    Flight<R> flight = new Flight<>(work, completion);
    if (dispatch == Dispatch.EVENT_LOOP) {
      flight.call();
      flight.complete();
      return DONE;
    }
    if (!runner.tryEnter()) {
      return null;
    }
    boolean started = false;
    timeLimit.begin(flight);
    try {
      runner.start(dispatch, loop, flight);
      started = true;
      return flight;
    } catch (RejectedExecutionException e) {
      return null; // the pool is full, or the server has ended
    } finally {
      if (!started) {
        flight.disarm();
        runner.leave();
      }
    }
  }

  /** One call of user code. The worker writes the outcome, then the loop reads it. */
  private final class Flight<R> extends TimedTask implements Work {
    private final Callable<R> work;
    private final Completion<R> completion;
    private @Nullable R result;
    private @Nullable Throwable failure;

    Flight(Callable<R> work, Completion<R> completion) {
      this.work = work;
      this.completion = completion;
    }

    void disarm() {
      over();
      timeLimit.ended();
    }

    @Override
    protected void timeUp() {
      runner.counts().timedOut();
    }

    @Override
    public void cancel() {
      interrupt();
    }

    @Override
    protected void run() {
      call();
      runner.leave();
      try {
        loop.execute(this::complete);
      } catch (RejectedExecutionException e) {
        // The loop has ended and closed every stream: nobody is left who waits for this.
        LOGGER.debug("A result came after the end of its event loop", e);
      }
    }

    void call() {
      try {
        result = work.call();
      } catch (Throwable e) {
        failure = e;
      }
    }

    void complete() {
      disarm();
      Throwable failed = failure;
      if (failed != null && isLate()) {
        TimeoutException timeout =
            new TimeoutException(
                "The handler was interrupted after "
                    + Limits.HANDLER_TIMEOUT.format(Duration.ofNanos(timeLimit.nanos())));
        timeout.initCause(failed);
        failed = timeout;
      }
      completion.done(result, failed);
    }
  }
}
