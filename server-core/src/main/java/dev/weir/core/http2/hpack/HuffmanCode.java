package dev.weir.core.http2.hpack;

/**
 * The static Huffman code (RFC 7541, appendix B). It is canonical: the codes of one length count up
 * with their symbols, so the lengths are all there is to know.
 */
final class HuffmanCode {
  /** The symbol that ends a string, and mustn't be in one. */
  static final int EOS = 256;

  private static final int MAX_LENGTH = 30;

  /** The length in bits of the code of each octet, and of {@link #EOS}. */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    30
  };

  private static final int[] CODES = codes();

  private HuffmanCode() {}

  /** The length in bits of a symbol's code. */
  static int length(int symbol) {
    return LENGTHS[symbol];
  }

  /** A symbol's code, in the lowest bits. */
  static int code(int symbol) {
    return CODES[symbol];
  }

  private static int[] codes() {
    int[] codes = new int[LENGTHS.length];
    int next = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      next <<= 1;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          codes[symbol] = next++;
        }
      }
    }
    return codes;
  }
}
