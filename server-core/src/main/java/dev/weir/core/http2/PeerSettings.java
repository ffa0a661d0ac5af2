package dev.weir.core.http2;

/** What the client has asked for (RFC 9113, section 6.5.2; RFC 8441, section 3). */
final class PeerSettings {
  static final int HEADER_TABLE_SIZE = 0x1;
  static final int ENABLE_PUSH = 0x2;
  static final int MAX_CONCURRENT_STREAMS = 0x3;
  static final int INITIAL_WINDOW_SIZE = 0x4;
  static final int MAX_FRAME_SIZE = 0x5;
  static final int MAX_HEADER_LIST_SIZE = 0x6;
  static final int ENABLE_CONNECT_PROTOCOL = 0x8;

  private static final int LARGEST_PAYLOAD = (1 << 24) - 1;

  private long headerTableSize = 4_096;
  private int initialWindow = Frames.DEFAULT_WINDOW;

  /** Takes the settings in {@code array[from..to)}, six bytes each, in order. */
  void take(byte[] array, int from, int to) throws ConnectionException {
    for (int at = from; at < to; at += 6) {
      int identifier = (array[at] & 0xff) << 8 | array[at + 1] & 0xff;
      long value =
          (array[at + 2] & 0xffL) << 24
              | (array[at + 3] & 0xff) << 16
              | (array[at + 4] & 0xff) << 8
              | array[at + 5] & 0xff;
      take(identifier, value);
    }
  }

  private void take(int identifier, long value) throws ConnectionException {
    switch (identifier) {
      case HEADER_TABLE_SIZE -> headerTableSize = value;
      case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL -> {
        if (value > 1) {
          throw ConnectionException.protocol("The setting " + identifier + " is 0 or 1");
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        if (value > Frames.MAX_WINDOW) {
          throw new ConnectionException(
              ErrorCode.FLOW_CONTROL_ERROR, "The initial window is larger than 2^31-1");
        }
        initialWindow = (int) value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < Frames.MAX_PAYLOAD || value > LARGEST_PAYLOAD) {
          throw ConnectionException.protocol("The maximum frame size is from 2^14 to 2^24-1");
        }
        // Larger frames than the smallest maximum aren't sent: streams take turns by frames.
      }
      default -> {} // what isn't known is ignored; nothing is pushed, so its limits don't matter
    }
  }

  long headerTableSize() {
    return headerTableSize;
  }

  /** The window that each stream starts with. */
  int initialWindow() {
    return initialWindow;
  }
}
