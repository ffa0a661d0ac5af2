package dev.weir.core.http2.hpack;

import org.jspecify.annotations.Nullable;

/**
 * Decodes header blocks (RFC 7541, sections 3 and 6). It has no limit to the size of a list: who
 * takes the fields stops keeping them, while the table goes on as the peer has it.
 */
public final class HpackDecoder {
  /** The size of the table before SETTINGS say anything else (RFC 9113, section 6.5.2). */
  public static final int DEFAULT_TABLE_SIZE = 4096;

  /**
   * A change can take two updates: to the smallest size meanwhile, and to the last (section 4.2).
   */
  private static final int MAX_UPDATES = 2;

  /** Where decoded fields go. */
  @FunctionalInterface
  public interface Target {
    /** The next field of the block. */
    void field(HeaderField field);
  }

  private final DynamicTable table = new DynamicTable(DEFAULT_TABLE_SIZE);
  private final OctetBuffer scratch;
  private int limit = DEFAULT_TABLE_SIZE;
  private boolean updateDue;

  private byte[] block = OctetBuffer.NONE;
  private int at;
  private int end;

  /**
   * @param scratch for strings while they are decoded; may be shared by decoders of one thread
   */
  public HpackDecoder(OctetBuffer scratch) {
    this.scratch = scratch;
  }

  /** The peer has agreed to another SETTINGS_HEADER_TABLE_SIZE. */
  public void tableLimit(int bytes) {
    limit = bytes;
    updateDue = table.maxSize() > bytes;
  }

  /**
   * Decodes a whole block, which is {@code octets[from..to)}.
   *
   * @throws HpackException if it is malformed
   */
  public void decode(byte[] octets, int from, int to, Target target) throws HpackException {
    block = octets;
    at = from;
    end = to;
    try {
      updates();
      while (at < end) {
        target.field(next());
      }
    } finally {
      block = OctetBuffer.NONE;
    }
  }

  private void updates() throws HpackException {
    int updates = 0;
    while (at < end && (block[at] & 0xe0) == 0x20) {
      int size = integer(5);
      if (size > limit) {
        throw new HpackException("The table's size is set beyond its limit of " + limit);
      }
      if (++updates > MAX_UPDATES) {
        throw new HpackException("The table's size is set more than twice in a block");
      }
      table.maxSize(size);
      updateDue = false;
    }
    if (updateDue) {
      throw new HpackException("The table's size isn't reduced to its new limit of " + limit);
    }
  }

  private HeaderField next() throws HpackException {
    int first = block[at];
    if (first < 0) {
      return indexed(integer(7));
    }
    if ((first & 0x40) != 0) {
      HeaderField field = literal(6);
      table.add(field);
      return field;
    }
    if ((first & 0x20) != 0) {
      throw new HpackException("The table's size is set behind a field");
    }
    return literal(4); // without indexing, or never to be indexed
  }

  private HeaderField indexed(int index) throws HpackException {
    HeaderField field = null;
    if (index > StaticTable.SIZE) {
      field = table.get(index - StaticTable.SIZE - 1);
    } else if (index > 0) {
      field = StaticTable.get(index);
    }
    if (field == null) {
      throw new HpackException("No entry has the index " + index);
    }
    return field;
  }

  private HeaderField literal(int prefix) throws HpackException {
    int index = integer(prefix);
    return string(index == 0 ? string(null) : indexed(index));
  }

  /** Reads a string: the value of {@code named}, or if that is null a name. */
  private HeaderField string(@Nullable HeaderField named) throws HpackException {
    if (at == end) {
      throw new HpackException("The block ends before a string");
    }
    boolean coded = block[at] < 0;
    int length = integer(7);
    if (length > end - at) {
      throw new HpackException("The block ends inside a string");
    }
    byte[] octets = block;
    int from = at;
    int to = at + length;
    at = to;
    if (coded) {
      byte[] room = scratch.room(HuffmanDecoder.maxDecoded(length));
      to = HuffmanDecoder.decode(block, from, to, room);
      from = 0;
      octets = room;
    }
    return named == null ? HeaderField.named(octets, from, to) : named.withValue(octets, from, to);
  }

  /** Section 5.1. No number that makes sense has more than four octets behind its prefix. */
  private int integer(int prefix) throws HpackException {
    int max = (1 << prefix) - 1;
    int value = block[at++] & max;
    if (value < max) {
      return value;
    }
    for (int shift = 0; shift < 28; shift += 7) {
      if (at == end) {
        throw new HpackException("The block ends inside a number");
      }
      int octet = block[at++];
      value += (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new HpackException("A number is too large");
  }
}
