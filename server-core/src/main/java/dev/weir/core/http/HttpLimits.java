package dev.weir.core.http;

import dev.weir.Limits;

/** The limits of a route as plain numbers: times in nanoseconds, sizes in bytes. */
record HttpLimits(long maxBody, long readAhead, long handlerNanos, BodyPace.Rule pace) {
  static HttpLimits of(Limits limits) {
    return new HttpLimits(
        limits.get(Limits.MAX_BODY),
        limits.get(Limits.READ_AHEAD),
        limits.get(Limits.HANDLER_TIMEOUT).toNanos(),
        BodyPace.Rule.of(limits));
  }
}
