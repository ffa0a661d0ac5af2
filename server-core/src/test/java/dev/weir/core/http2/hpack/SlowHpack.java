package dev.weir.core.http2.hpack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HPACK as RFC 7541 tells it, one bit and one list at a time. */
public final class SlowHpack {
  /** A field, in the order of the block. */
  public record Field(String name, String value) {}

  private static final Map<String, Integer> SYMBOLS = new HashMap<>();

  static {
    for (int symbol = 0; symbol <= HuffmanCode.EOS; symbol++) {
      StringBuilder bits = new StringBuilder(Integer.toBinaryString(HuffmanCode.code(symbol)));
      while (bits.length() < HuffmanCode.length(symbol)) {
        bits.insert(0, '0');
      }
      SYMBOLS.put(bits.toString(), symbol);
    }
  }

  private final List<Field> table = new ArrayList<>();
  private final int limit;
  private int maxSize;
  private byte[] block = {};
  private int at;

  public SlowHpack(int limit) {
    this.limit = limit;
    this.maxSize = limit;
  }

  /** The fields of a block. */
  public List<Field> decode(byte[] octets) {
    block = octets;
    at = 0;
    List<Field> fields = new ArrayList<>();
    int updates = 0;
    while (at < block.length) {
      int first = block[at] & 0xff;
      if (first >= 0x80) {
        fields.add(entry(integer(7)));
      } else if (first >= 0x40) {
        Field field = literal(6);
        fields.add(field);
        table.addFirst(field);
        evict();
      } else if (first >= 0x20) {
        int size = integer(5);
        require(fields.isEmpty() && size <= limit && ++updates <= 2);
        maxSize = size;
        evict();
      } else {
        fields.add(literal(4));
      }
    }
    return fields;
  }

  private void evict() {
    while (size() > maxSize) {
      table.removeLast();
    }
  }

  int size() {
    return table.stream().mapToInt(f -> f.name().length() + f.value().length() + 32).sum();
  }

  private Field literal(int prefix) {
    int index = integer(prefix);
    String name = index == 0 ? string() : entry(index).name();
    return new Field(name, string());
  }

  private Field entry(int index) {
    require(index > 0 && index <= StaticTable.SIZE + table.size());
    if (index > StaticTable.SIZE) {
      return table.get(index - StaticTable.SIZE - 1);
    }
    HeaderField known = StaticTable.get(index);
    return new Field(known.name(), known.value());
  }

  private String string() {
    require(at < block.length);
    boolean coded = (block[at] & 0x80) != 0;
    int length = integer(7);
    require(length <= block.length - at);
    byte[] octets = java.util.Arrays.copyOfRange(block, at, at + length);
    at += length;
    return new String(coded ? huffman(octets) : octets, StandardCharsets.ISO_8859_1);
  }

  static byte[] huffman(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder bits = new StringBuilder();
    for (byte octet : octets) {
      for (int bit = 7; bit >= 0; bit--) {
        bits.append((octet >> bit & 1) == 1 ? '1' : '0');
        Integer symbol = SYMBOLS.get(bits.toString());
        if (symbol != null) {
          require(symbol != HuffmanCode.EOS);
          out.write(symbol);
          bits.setLength(0);
        }
      }
    }
    require(bits.length() < 8 && bits.indexOf("0") < 0);
    return out.toByteArray();
  }

  private int integer(int prefix) {
    require(at < block.length);
    int max = (1 << prefix) - 1;
    long value = block[at++] & max;
    if (value == max) {
      int shift = 0;
      int octet;
      do {
        require(at < block.length && shift < 28);
        octet = block[at++] & 0xff;
        value += (long) (octet & 0x7f) << shift;
        shift += 7;
      } while (octet >= 0x80);
    }
    return (int) value;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("malformed");
    }
  }

  /** Fields as literals that no table keeps, uncoded. */
  public static byte[] literals(String... namesAndValues) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.write(0);
      string(out, namesAndValues[i]);
      string(out, namesAndValues[i + 1]);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    if (octets.length < 127) {
      out.write(octets.length);
    } else {
      out.write(127);
      int rest = octets.length - 127;
      while (rest >= 128) {
        out.write(rest % 128 + 128);
        rest /= 128;
      }
      out.write(rest);
    }
    out.writeBytes(octets);
  }
}
