package dev.weir.core.http;

import java.util.Locale;

/** Classes of octets (RFC 9110, sections 5.5 and 5.6.2; RFC 9112, section 3.2), one load each. */
public final class Octets {
  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;
  private static final byte UNENCODED = 8;

  private static final byte[] CLASS = new byte[256];
  private static final byte[] LOWER = new byte[256];
  private static final byte[] HEX = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      boolean letter = (i | 0x20) >= 'a' && (i | 0x20) <= 'z';
      boolean digit = i >= '0' && i <= '9';
      boolean visible = i > ' ' && i < 0x7f;
      int bits = 0;
      if (letter || digit || (visible && "!#$%&'*+-.^_`|~".indexOf(i) >= 0)) {
        bits |= TOKEN;
      }
      if (visible || i == ' ' || i == '\t' || i >= 0x80) {
        bits |= VALUE;
      }
      boolean outsideOfUris = "\"<>\\^`{|}".indexOf(i) >= 0; // RFC 3986, section 2
      if (visible && i != '#') { // a fragment never travels
        bits |= outsideOfUris ? UNENCODED : TARGET;
      }
      CLASS[i] = (byte) bits;
      LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i | 0x20 : i);
      HEX[i] = (byte) Character.digit(i < 0x80 ? i : ' ', 16);
    }
  }

  private Octets() {}

  /** What names of fields and methods consist of. */
  public static boolean isToken(byte octet) {
    return (CLASS[octet & 0xff] & TOKEN) != 0;
  }

  /** What a field's value may hold: visible characters, space, tab, and what isn't ASCII. */
  public static boolean isValue(byte octet) {
    return (CLASS[octet & 0xff] & VALUE) != 0;
  }

  /**
   * Whether a request target may hold it.
   *
   * @param allowed what {@link #target} gives
   */
  public static boolean isTarget(byte octet, int allowed) {
    return (CLASS[octet & 0xff] & allowed) != 0;
  }

  /**
   * The classes of octets in a target: what URIs consist of, and, if {@code unencoded}, the visible
   * ASCII that is to be percent-encoded there, but for {@code #}.
   */
  public static int target(boolean unencoded) {
    return unencoded ? TARGET | UNENCODED : TARGET;
  }

  /** A space or a tab. */
  public static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hex(byte octet) {
    return HEX[octet & 0xff];
  }

  /** Whether octets spell a word, without regard to case. */
  public static boolean sameWord(byte[] array, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c > 0xff || LOWER[array[from + i] & 0xff] != LOWER[c]) {
        return false;
      }
    }
    return true;
  }

  /** An octet as a message may show it. */
  public static String describe(byte octet) {
    int value = octet & 0xff;
    return value > ' ' && value < 0x7f
        ? "'" + (char) value + "'"
        : String.format(Locale.ROOT, "0x%02x", value);
  }
}
