package dev.weir.spi.tls;

import java.nio.ByteBuffer;

/** The frame of TLS records (RFC 8446, section 5.1): type, version, length. */
final class Records {
  static final int HEADER_BYTES = 5;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;

  /** The most plain bytes in one. */
  static final int MAX_PLAIN_BYTES = 1 << 14;

  /** The most bytes of one, its header and what encryption may add (RFC 5246) included. */
  static final int MAX_BYTES = HEADER_BYTES + MAX_PLAIN_BYTES + 2_048;

  /** An encrypted alert of TLS 1.3. */
  private static final int ALERT_BYTES = HEADER_BYTES + 2 + 1 + 16;

  private static final byte[] UNEXPECTED_MESSAGE = {21, 3, 3, 0, 2, 2, 10};

  private Records() {}

  /** How long the record is that begins there, its header included. */
  static int length(byte[] array, int from) {
    return HEADER_BYTES + ((array[from + 3] & 0xff) << 8 | array[from + 4] & 0xff);
  }

  static boolean isComplete(ByteBuffer input) {
    return input.remaining() >= HEADER_BYTES
        && input.remaining() >= length(input.array(), input.arrayOffset() + input.position());
  }

  /** Whether these bytes can be the beginning of a client's handshake, as far as they go. */
  static boolean canBeHello(byte[] array, int from, int to) {
    if (array[from] != HANDSHAKE || to - from > 1 && array[from + 1] != 3) {
      return false;
    }
    if (to - from < HEADER_BYTES) {
      return true;
    }
    int length = length(array, from) - HEADER_BYTES;
    return length > 0 && length <= MAX_PLAIN_BYTES;
  }

  /**
   * Whether the first record of an engine's output is an alert. TLS 1.3 hides the types of records,
   * but nothing else that an engine says by itself is as short: two bytes, their type, a tag.
   */
  static boolean isAlert(ByteBuffer output, int length, boolean tls12) {
    return length > 0
        && (tls12
            ? output.get(0) == ALERT
            : length >= HEADER_BYTES && recordLength(output) == ALERT_BYTES);
  }

  private static int recordLength(ByteBuffer output) {
    return HEADER_BYTES + (output.getShort(3) & 0xffff);
  }

  /** A fatal alert in clear, for who doesn't speak TLS. */
  static byte[] unexpectedMessage() {
    return UNEXPECTED_MESSAGE.clone();
  }
}
