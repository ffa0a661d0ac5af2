package dev.weir.core.routing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding as UTF-8 (RFC 3986, section 2.1), once and strictly: a broken escape, an
 * overlong form, a surrogate or a cut sequence is an error, never a replacement character.
 */
final class PercentDecoder {
  private PercentDecoder() {}

  /**
   * The decoded text.
   *
   * @param plusIsSpace whether {@code +} stands for a space, as in queries
   * @throws IllegalArgumentException if it is malformed, saying why
   */
  static String decode(String text, boolean plusIsSpace) {
    int first = firstToDecode(text, plusIsSpace);
    if (first < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length()).append(text, 0, first);
    CharsetDecoder utf8 = null;
    byte[] run = new byte[(text.length() - first) / 3];
    for (int i = first; i < text.length(); ) {
      char c = text.charAt(i);
      if (c != '%') {
        decoded.append(c == '+' && plusIsSpace ? ' ' : c);
        i++;
        continue;
      }
      byte octet = octet(text, i);
      if (octet >= 0) {
        decoded.append((char) octet);
        i += 3;
        continue;
      }
      // A sequence of several bytes is written in escapes that follow each other.
      int length = 0;
      for (; i < text.length() && text.charAt(i) == '%'; i += 3) {
        run[length++] = octet(text, i);
      }
      if (utf8 == null) {
        utf8 = StandardCharsets.UTF_8.newDecoder(); // it reports what is malformed
      }
      decoded.append(utf8(utf8, run, length));
    }
    return decoded.toString();
  }

  private static int firstToDecode(String text, boolean plusIsSpace) {
    int percent = text.indexOf('%');
    int plus = plusIsSpace ? text.indexOf('+') : -1;
    return percent < 0 || plus < 0 ? Math.max(percent, plus) : Math.min(percent, plus);
  }

  private static byte octet(String text, int percent) {
    if (percent + 2 < text.length()) {
      int high = hexDigit(text.charAt(percent + 1));
      int low = hexDigit(text.charAt(percent + 2));
      if (high >= 0 && low >= 0) {
        return (byte) (high << 4 | low);
      }
    }
    throw new IllegalArgumentException("a '%' isn't followed by two hexadecimal digits");
  }

  /** Unlike {@link Character#digit}, for ASCII alone. */
  private static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static CharSequence utf8(CharsetDecoder decoder, byte[] bytes, int length) {
    try {
      return decoder.decode(ByteBuffer.wrap(bytes, 0, length));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("an escape isn't valid UTF-8", e);
    }
  }
}
