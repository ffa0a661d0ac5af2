package dev.weir.core.http2.hpack;

/** Encodes strings by the Huffman code (RFC 7541, section 5.2). Characters are Latin-1. */
final class HuffmanEncoder {
  private HuffmanEncoder() {}

  /** How many octets the code of a text has. */
  static int length(String text) {
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits += HuffmanCode.length(text.charAt(i) & 0xff);
    }
    return (int) ((bits + 7) >> 3);
  }

  /** Adds the code of a text, of the {@link #length} that was computed. */
  static void encode(String text, int length, OctetBuffer out) {
    byte[] array = out.reserve(length);
    int at = out.size();
    long bits = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      int symbol = text.charAt(i) & 0xff;
      int width = HuffmanCode.length(symbol);
      bits = bits << width | HuffmanCode.code(symbol); // at most 7 bits are left over, and 30 come
      count += width;
      while (count >= 8) {
        count -= 8;
        array[at++] = (byte) (bits >>> count);
      }
    }
    if (count > 0) {
      array[at] = (byte) (bits << 8 - count | 0xff >>> count); // padded with the start of EOS
    }
    out.added(length);
  }
}
