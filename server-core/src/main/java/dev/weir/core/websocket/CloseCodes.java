package dev.weir.core.websocket;

import java.nio.charset.StandardCharsets;

/** Codes and reasons of close frames (RFC 6455, section 7.4, and what is registered since). */
final class CloseCodes {
  private static final int MAX_REASON_BYTES = 123;

  private CloseCodes() {}

  /** Whether a close frame may have it, of either side. */
  static boolean maySend(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /**
   * Checks what a user wants to send.
   *
   * @throws IllegalArgumentException if it can't be sent
   */
  static void require(int code, String reason) {
    if (!maySend(code)) {
      throw new IllegalArgumentException(
          "The code of a close frame is from 1000 to 1003, 1007 to 1014 or 3000 to 4999, not "
              + code);
    }
    if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      throw new IllegalArgumentException(
          "The reason in a close frame has at most " + MAX_REASON_BYTES + " bytes");
    }
  }
}
