package dev.weir.core.http;

import static dev.weir.core.http.RefusedException.malformed;

/**
 * The value of a Content-Length field (RFC 9110, section 8.6): decimal digits, and nothing else.
 */
public final class ContentLength {
  private ContentLength() {}

  /**
   * The length in bytes.
   *
   * @throws RefusedException 400
   */
  public static long parse(String value) throws RefusedException {
    if (value.isEmpty()) {
      throw malformed("Content-Length is empty");
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed("Content-Length isn't a number of decimal digits");
      }
      if (length > (Long.MAX_VALUE - digit) / 10) {
        throw malformed("Content-Length is too large");
      }
      length = length * 10 + digit;
    }
    return length;
  }
}
