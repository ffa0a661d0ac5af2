package dev.weir.core.http2;

/** Types and flags of frames, and sizes that the protocol fixes (RFC 9113, sections 4 and 6). */
final class Frames {
  /** The bytes in front of each payload. */
  static final int HEADER_BYTES = 9;

  /** The largest payload that either side may send unless the other asks for more. */
  static final int MAX_PAYLOAD = 16_384;

  static final long MAX_WINDOW = Integer.MAX_VALUE;
  static final int DEFAULT_WINDOW = 65_535;

  static final int DATA = 0x0;
  static final int HEADERS = 0x1;
  static final int PRIORITY = 0x2;
  static final int RST_STREAM = 0x3;
  static final int SETTINGS = 0x4;
  static final int PUSH_PROMISE = 0x5;
  static final int PING = 0x6;
  static final int GOAWAY = 0x7;
  static final int WINDOW_UPDATE = 0x8;
  static final int CONTINUATION = 0x9;

  /** Of SETTINGS and PING. */
  static final int ACK = 0x1;

  /** Of DATA and HEADERS. */
  static final int END_STREAM = 0x1;

  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int WITH_PRIORITY = 0x20;

  private Frames() {}
}
