package dev.weir.core.http2;

import dev.weir.Limits;
import dev.weir.core.http.Octets;

/**
 * The limits of a connection as plain numbers: times in nanoseconds, sizes in bytes.
 *
 * @param target what {@link Octets#target} gives
 */
record Http2Limits(
    int maxStreams,
    int maxResetsReceived,
    int maxResetsSent,
    int maxContinuations,
    int maxControlFrames,
    int maxSmallDataFrames,
    int headerTableSize,
    long maxTarget,
    int target,
    int maxFields,
    long maxFieldBytes,
    int streamWindow,
    long maxPending,
    long headerNanos,
    long idleNanos,
    long progressNanos) {
  static Http2Limits of(Limits limits) {
    return new Http2Limits(
        limits.get(Limits.MAX_STREAMS),
        limits.get(Limits.MAX_RESETS_RECEIVED),
        limits.get(Limits.MAX_RESETS_SENT),
        limits.get(Limits.MAX_CONTINUATIONS),
        limits.get(Limits.MAX_CONTROL_FRAMES),
        limits.get(Limits.MAX_SMALL_DATA_FRAMES),
        Math.toIntExact(limits.get(Limits.HEADER_TABLE_SIZE)),
        limits.get(Limits.MAX_REQUEST_LINE),
        Octets.target(limits.get(Limits.ALLOW_UNENCODED_TARGETS)),
        limits.get(Limits.MAX_HEADERS),
        limits.get(Limits.MAX_HEADER_BYTES),
        Math.toIntExact(limits.get(Limits.READ_AHEAD)),
        limits.get(Limits.WRITE_HIGH_WATERMARK),
        limits.get(Limits.HEADER_TIMEOUT).toNanos(),
        limits.get(Limits.IDLE_TIMEOUT).toNanos(),
        limits.get(Limits.PROGRESS_TIMEOUT).toNanos());
  }

  /**
   * The most bytes of a header block as it is compressed: what doesn't compress at all takes little
   * more than its fields do, and one frame is always taken.
   */
  int maxBlock() {
    return (int) Math.max(Frames.MAX_PAYLOAD, 2 * maxFieldBytes);
  }
}
