package dev.weir.core.http1;

import dev.weir.Limits;
import dev.weir.core.http.Octets;

/**
 * The limits of a connection as plain numbers: times in nanoseconds, sizes in bytes.
 *
 * @param target what {@link Octets#target} gives
 */
record ConnectionLimits(
    long maxRequestLine,
    int maxFields,
    long maxFieldBytes,
    int target,
    int maxHeld,
    long headerNanos,
    long idleNanos) {
  /** What a head may have beyond its two sections: the empty line before it, the line's end. */
  private static final long HEAD_SLACK = 64;

  static ConnectionLimits of(Limits limits) {
    long line = limits.get(Limits.MAX_REQUEST_LINE);
    long fields = limits.get(Limits.MAX_HEADER_BYTES);
    // A whole head has to fit; beyond it, what is held is what is read ahead of the handler.
    long held = Math.max(limits.get(Limits.READ_AHEAD), line + fields + HEAD_SLACK);
    return new ConnectionLimits(
        line,
        limits.get(Limits.MAX_HEADERS),
        fields,
        Octets.target(limits.get(Limits.ALLOW_UNENCODED_TARGETS)),
        Math.toIntExact(held),
        limits.get(Limits.HEADER_TIMEOUT).toNanos(),
        limits.get(Limits.IDLE_TIMEOUT).toNanos());
  }
}
