package dev.weir.core.http2.hpack;

import java.util.HashMap;
import java.util.Map;

/** The table that both sides know (RFC 7541, appendix A). Indices start at 1. */
final class StaticTable {
  private static final HeaderField[] FIELDS = {
    field(":authority", ""),
    field(":method", "GET"),
    field(":method", "POST"),
    field(":path", "/"),
    field(":path", "/index.html"),
    field(":scheme", "http"),
    field(":scheme", "https"),
    field(":status", "200"),
    field(":status", "204"),
    field(":status", "206"),
    field(":status", "304"),
    field(":status", "400"),
    field(":status", "404"),
    field(":status", "500"),
    field("accept-charset", ""),
    field("accept-encoding", "gzip, deflate"),
    field("accept-language", ""),
    field("accept-ranges", ""),
    field("accept", ""),
    field("access-control-allow-origin", ""),
    field("age", ""),
    field("allow", ""),
    field("authorization", ""),
    field("cache-control", ""),
    field("content-disposition", ""),
    field("content-encoding", ""),
    field("content-language", ""),
    field("content-length", ""),
    field("content-location", ""),
    field("content-range", ""),
    field("content-type", ""),
    field("cookie", ""),
    field("date", ""),
    field("etag", ""),
    field("expect", ""),
    field("expires", ""),
    field("from", ""),
    field("host", ""),
    field("if-match", ""),
    field("if-modified-since", ""),
    field("if-none-match", ""),
    field("if-range", ""),
    field("if-unmodified-since", ""),
    field("last-modified", ""),
    field("link", ""),
    field("location", ""),
    field("max-forwards", ""),
    field("proxy-authenticate", ""),
    field("proxy-authorization", ""),
    field("range", ""),
    field("referer", ""),
    field("refresh", ""),
    field("retry-after", ""),
    field("server", ""),
    field("set-cookie", ""),
    field("strict-transport-security", ""),
    field("transfer-encoding", ""),
    field("user-agent", ""),
    field("vary", ""),
    field("via", ""),
    field("www-authenticate", "")
  };

  /** The number of entries; the first of the dynamic table has the next index. */
  static final int SIZE = FIELDS.length;

  private static final Map<String, Integer> BY_NAME = new HashMap<>();

  static {
    for (int i = SIZE; i > 0; i--) {
      BY_NAME.put(FIELDS[i - 1].name(), i); // the first of a name stays
    }
  }

  private StaticTable() {}

  private static HeaderField field(String name, String value) {
    return HeaderField.known(name, value);
  }

  /** The entry at an index from 1 to {@link #SIZE}. */
  static HeaderField get(int index) {
    return FIELDS[index - 1];
  }

  /** The index of the first entry of that name, or 0. */
  static int indexOf(String name) {
    Integer index = BY_NAME.get(name);
    return index == null ? 0 : index;
  }
}
