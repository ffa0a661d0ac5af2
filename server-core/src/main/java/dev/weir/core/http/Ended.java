package dev.weir.core.http;

import dev.weir.http.ExchangeOutcome;
import dev.weir.spi.transport.OffLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an exchange has ended, before anybody asks. Exchanges that end alike may share one. */
record Ended(int status, long bodyBytes, @Nullable Throwable failure, OffLoop clock) {
  boolean is(int otherStatus, long otherBytes, @Nullable Throwable otherFailure) {
    return status == otherStatus && bodyBytes == otherBytes && failure == otherFailure;
  }

  /** The outcome of an exchange that began then, and ends now. */
  ExchangeOutcome outcome(long receivedNanos) {
    long took = Math.max(0, clock.nanoTime() - receivedNanos);
    return new ExchangeOutcome(status, bodyBytes, Duration.ofNanos(took), failure);
  }
}
