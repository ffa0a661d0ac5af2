package dev.weir.core.http2.hpack;

import java.util.Arrays;

/**
 * Decodes Huffman-coded strings (RFC 7541, section 5.2), four bits a step. No code is shorter than
 * five bits, so that a step ends at most one symbol: a table of 256 inner nodes of the code's tree
 * by 16 steps says which, and where the next one starts.
 */
final class HuffmanDecoder {
  private static final int NODES = 256;
  private static final int STEPS = 16;
  private static final int ROOT = 0;

  // A step: the node it leads to, whether it ends a symbol, and which.
  private static final int NODE_MASK = 0xff;
  private static final int EMITS = 1 << 8;
  private static final int SYMBOL_SHIFT = 16;
  private static final int FAILS = -1;

  private static final int[] TABLE = new int[NODES * STEPS];

  /** Where a string may end: at the root, or up to seven bits into EOS. */
  private static final boolean[] MAY_END = new boolean[NODES];

  static {
    // The tree: two children per inner node; a leaf is the complement of its symbol.
    int[] children = new int[2 * NODES];
    Arrays.fill(children, Integer.MAX_VALUE);
    int nodes = 1;
    for (int symbol = 0; symbol <= HuffmanCode.EOS; symbol++) {
      int node = ROOT;
      int code = HuffmanCode.code(symbol);
      for (int bit = HuffmanCode.length(symbol) - 1; bit > 0; bit--) {
        int child = 2 * node + (code >>> bit & 1);
        if (children[child] == Integer.MAX_VALUE) {
          children[child] = nodes++;
        }
        node = children[child];
      }
      children[2 * node + (code & 1)] = ~symbol;
    }
    for (int node = 0; node < NODES; node++) {
      for (int bits = 0; bits < STEPS; bits++) {
        TABLE[node * STEPS + bits] = step(children, node, bits);
      }
    }
    int ones = ROOT;
    for (int depth = 0; depth <= 7; depth++) {
      MAY_END[ones] = true;
      ones = children[2 * ones + 1];
    }
  }

  private HuffmanDecoder() {}

  private static int step(int[] children, int from, int bits) {
    int node = from;
    int emitted = 0;
    for (int bit = 3; bit >= 0; bit--) {
      node = children[2 * node + (bits >>> bit & 1)];
      if (node < 0) {
        int symbol = ~node;
        if (symbol == HuffmanCode.EOS) {
          return FAILS;
        }
        emitted = EMITS | symbol << SYMBOL_SHIFT;
        node = ROOT;
      }
    }
    return node | emitted;
  }

  /** The most octets that {@code coded} octets can stand for. */
  static int maxDecoded(int coded) {
    return (int) (coded * 8L / 5);
  }

  /**
   * Decodes {@code source[from..to)}.
   *
   * @param target has room for {@link #maxDecoded} octets
   * @return how many there are
   * @throws HpackException if EOS is in it, or what pads the last octet isn't the beginning of EOS
   */
  static int decode(byte[] source, int from, int to, byte[] target) throws HpackException {
    int[] table = TABLE;
    int node = ROOT;
    int count = 0;
    for (int i = from; i < to; i++) {
      int octet = source[i];
      int first = table[node * STEPS + (octet >>> 4 & 0xf)];
      if (first == FAILS) {
        throw new HpackException("A Huffman-coded string holds EOS");
      }
      if ((first & EMITS) != 0) {
        target[count++] = (byte) (first >>> SYMBOL_SHIFT);
      }
      int second = table[(first & NODE_MASK) * STEPS + (octet & 0xf)];
      if (second == FAILS) {
        throw new HpackException("A Huffman-coded string holds EOS");
      }
      if ((second & EMITS) != 0) {
        target[count++] = (byte) (second >>> SYMBOL_SHIFT);
      }
      node = second & NODE_MASK;
    }
    if (!MAY_END[node]) {
      throw new HpackException("A Huffman-coded string is padded wrongly");
    }
    return count;
  }
}
