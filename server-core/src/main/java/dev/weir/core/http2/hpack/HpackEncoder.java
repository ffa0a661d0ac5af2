package dev.weir.core.http2.hpack;

import java.util.Locale;
import java.util.Map;

/**
 * Encodes header blocks (RFC 7541). What is worth an entry of the table is decided by the name:
 * fields whose values repeat from answer to answer take one octet from the second time on.
 *
 * <p>Entries are found again by a small table of their numbers, slotted by hash. A collision only
 * adds an entry twice.
 */
public final class HpackEncoder {
  /** More memory than the default isn't spent on a peer, whatever it offers. */
  private static final int MAX_TABLE_SIZE = HpackDecoder.DEFAULT_TABLE_SIZE;

  private static final int SLOTS = 64;

  private enum Indexing {
    ADDED,
    NOT_ADDED,
    /** Nor may any proxy on the way: secrets stay out of tables (section 7.1.3). */
    NEVER
  }

  private static final Map<String, Indexing> BY_NAME =
      Map.ofEntries(
          Map.entry("server", Indexing.ADDED),
          Map.entry("date", Indexing.ADDED),
          Map.entry("content-type", Indexing.ADDED),
          Map.entry("content-encoding", Indexing.ADDED),
          Map.entry("content-language", Indexing.ADDED),
          Map.entry("cache-control", Indexing.ADDED),
          Map.entry("vary", Indexing.ADDED),
          Map.entry("allow", Indexing.ADDED),
          Map.entry("accept-ranges", Indexing.ADDED),
          Map.entry("access-control-allow-origin", Indexing.ADDED),
          Map.entry("access-control-allow-credentials", Indexing.ADDED),
          Map.entry("access-control-expose-headers", Indexing.ADDED),
          Map.entry("alt-svc", Indexing.ADDED),
          Map.entry("strict-transport-security", Indexing.ADDED),
          Map.entry("content-security-policy", Indexing.ADDED),
          Map.entry("referrer-policy", Indexing.ADDED),
          Map.entry("permissions-policy", Indexing.ADDED),
          Map.entry("x-content-type-options", Indexing.ADDED),
          Map.entry("x-frame-options", Indexing.ADDED),
          Map.entry("set-cookie", Indexing.NEVER),
          Map.entry("authorization", Indexing.NEVER),
          Map.entry("proxy-authorization", Indexing.NEVER));

  private final DynamicTable table = new DynamicTable(MAX_TABLE_SIZE);
  private final long[] numbers = new long[SLOTS];
  private int smallestSize = Integer.MAX_VALUE;
  private int wantedSize = MAX_TABLE_SIZE;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE, as a number from 0 on. */
  public void tableLimit(long bytes) {
    wantedSize = (int) Math.min(bytes, MAX_TABLE_SIZE);
    smallestSize = Math.min(smallestSize, wantedSize);
  }

  /** Begins a block. */
  public void begin(OctetBuffer out) {
    if (smallestSize < table.maxSize()) {
      update(smallestSize, out);
    }
    smallestSize = Integer.MAX_VALUE;
    if (wantedSize != table.maxSize()) {
      update(wantedSize, out);
    }
  }

  private void update(int size, OctetBuffer out) {
    table.maxSize(size);
    integer(0x20, 5, size, out);
  }

  /** Adds the {@code :status} field. */
  public void status(int status, OctetBuffer out) {
    int index =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (index > 0) {
      out.add(0x80 | index);
    } else {
      out.add(8); // a literal with the name of entry 8
      number(status, out);
    }
  }

  /** Adds {@code content-length}. */
  public void contentLength(long length, OctetBuffer out) {
    integer(0, 4, StaticTable.indexOf("content-length"), out);
    number(length, out);
  }

  /** Adds a field, its name in lower case whatever it is given as. */
  public void field(String name, String value, OctetBuffer out) {
    String lower = isLower(name) ? name : name.toLowerCase(Locale.ROOT);
    switch (BY_NAME.getOrDefault(lower, Indexing.NOT_ADDED)) {
      case ADDED -> indexed(lower, value, out);
      case NOT_ADDED -> literal(0, 4, lower, value, out);
      case NEVER -> literal(0x10, 4, lower, value, out);
    }
  }

  private static boolean isLower(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return true;
  }

  private void indexed(String name, String value, OctetBuffer out) {
    int slot = slot(name, value);
    long age = table.added() - numbers[slot];
    HeaderField known = age < table.count() ? table.get((int) age) : null;
    if (known != null && known.name().equals(name) && known.value().equals(value)) {
      integer(0x80, 7, StaticTable.SIZE + 1 + (int) age, out);
      return;
    }
    HeaderField field = HeaderField.known(name, value);
    if (field.size() > table.maxSize() >> 1) {
      literal(0, 4, name, value, out); // one entry shouldn't drive all others out
      return;
    }
    literal(0x40, 6, name, value, out);
    table.add(field);
    numbers[slot] = table.added();
  }

  private static int slot(String name, String value) {
    int hash = 31 * name.hashCode() + value.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }

  private static void literal(int bits, int prefix, String name, String value, OctetBuffer out) {
    int index = StaticTable.indexOf(name);
    integer(bits, prefix, index, out);
    if (index == 0) {
      string(name, out);
    }
    string(value, out);
  }

  private static void number(long value, OctetBuffer out) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    out.add(digits); // at most 19, so it fits into its prefix
    byte[] array = out.reserve(digits);
    long rest = value;
    for (int i = out.size() + digits - 1; i >= out.size(); i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    out.added(digits);
  }

  @SuppressWarnings("deprecation") // the one way to copy Latin-1 characters without an encoder
  private static void string(String text, OctetBuffer out) {
    int length = text.length();
    int coded = HuffmanEncoder.length(text);
    if (coded < length) {
      integer(0x80, 7, coded, out);
      HuffmanEncoder.encode(text, coded, out);
    } else {
      integer(0, 7, length, out);
      text.getBytes(0, length, out.reserve(length), out.size());
      out.added(length);
    }
  }

  private static void integer(int bits, int prefix, int value, OctetBuffer out) {
    int max = (1 << prefix) - 1;
    if (value < max) {
      out.add(bits | value);
      return;
    }
    out.add(bits | max);
    int rest = value - max;
    while (rest >= 0x80) {
      out.add(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.add(rest);
  }
}
