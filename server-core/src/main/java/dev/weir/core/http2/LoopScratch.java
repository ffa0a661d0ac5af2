package dev.weir.core.http2;

import dev.weir.core.http2.hpack.OctetBuffer;

/**
 * Memory that the connections of one loop share, since each uses it within one call only: so an
 * idle connection has none.
 *
 * @param block for header blocks while they are encoded
 * @param strings for strings while they are decoded
 * @param fields for the fields of a section while it is decoded
 */
record LoopScratch(OctetBuffer block, OctetBuffer strings, RequestFields fields) {
  static LoopScratch of(Http2Limits limits) {
    return new LoopScratch(
        new OctetBuffer(),
        new OctetBuffer(),
        new RequestFields(limits.maxFields(), limits.maxFieldBytes(), limits.target()));
  }
}
