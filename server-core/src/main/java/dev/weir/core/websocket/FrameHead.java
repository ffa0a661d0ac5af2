package dev.weir.core.websocket;

import static dev.weir.core.websocket.WebSocketException.malformed;

/**
 * Reads the head of a client's frame (RFC 6455, section 5.2): what every such frame has to keep to.
 * What depends on the frames before it is for {@link MessageReader}.
 */
final class FrameHead {
  private static final int MIN_BYTES = 6;
  private static final int MAX_CONTROL_BYTES = 125;

  private final boolean compressionAgreed;
  private boolean fin;
  private boolean compressed;
  private int opcode;
  private long length;
  private int mask;
  private int size = MIN_BYTES;

  /**
   * Of a connection.
   *
   * @param compressionAgreed whether frames may say that they are compressed (RFC 7692)
   */
  FrameHead(boolean compressionAgreed) {
    this.compressionAgreed = compressionAgreed;
  }

  /**
   * Reads a head.
   *
   * @param limit the index after the last octet that is there
   * @return whether all of it is there; {@link #size} says how much is needed
   */
  boolean read(byte[] array, int from, int limit) throws WebSocketException {
    int there = limit - from;
    if (there < 2) {
      size = 2; // which may be wrong already
      return false;
    }
    int first = array[from];
    int second = array[from + 1];
    fin = (first & 0x80) != 0;
    compressed = (first & 0x40) != 0;
    opcode = first & 0x0f;
    check(first, second);
    int shortLength = second & 0x7f;
    int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
    size = MIN_BYTES + lengthBytes;
    if (there < size) {
      return false;
    }
    length = lengthBytes == 0 ? shortLength : number(array, from + 2, lengthBytes);
    if ((lengthBytes == 2 && length < 126) || (lengthBytes == 8 && length >>> 16 == 0)) {
      throw malformed("A frame's length isn't written in as few octets as it can be");
    }
    if (length < 0) {
      throw malformed("A frame's length has its highest bit set");
    }
    mask = (int) number(array, from + 2 + lengthBytes, 4);
    return true;
  }

  private void check(int first, int second) throws WebSocketException {
    if ((first & 0x30) != 0) {
      throw malformed("A frame has a reserved bit set");
    }
    if (compressed && !compressionAgreed) {
      throw malformed("A frame is compressed, which wasn't agreed on");
    }
    if (!Opcode.isKnown(opcode)) {
      throw malformed("A frame has the reserved opcode " + opcode);
    }
    if ((second & 0x80) == 0) {
      throw malformed("A client's frame isn't masked");
    }
    if (Opcode.isControl(opcode)) {
      if (!fin) {
        throw malformed("A control frame is a fragment");
      }
      if (compressed) {
        throw malformed("A control frame has a reserved bit set");
      }
      if ((second & 0x7f) > MAX_CONTROL_BYTES) {
        throw malformed("A control frame has more than 125 octets");
      }
    }
  }

  private static long number(byte[] array, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 8 | array[i] & 0xff;
    }
    return value;
  }

  /** The octets of the head: as many as there are, or as are known to be needed. */
  int size() {
    return size;
  }

  boolean isFinal() {
    return fin;
  }

  /** RSV1, which says that a message is compressed (RFC 7692, section 6). */
  boolean isCompressed() {
    return compressed;
  }

  int opcode() {
    return opcode;
  }

  long length() {
    return length;
  }

  int mask() {
    return mask;
  }
}
