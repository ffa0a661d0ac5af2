package dev.weir.http;

import dev.weir.annotation.Stable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param status the status sent, or 0 if none was
 * @param bodyBytes bytes of the body that were sent, without framing
 * @param duration from the complete head of the request to the end
 * @param failure what ended it early, or null if the answer went out whole
 */
@Stable
public record ExchangeOutcome(
    int status, long bodyBytes, Duration duration, @Nullable Throwable failure) {}
