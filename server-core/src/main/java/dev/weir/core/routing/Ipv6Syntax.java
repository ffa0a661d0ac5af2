package dev.weir.core.routing;

/**
 * An IPv6 address as text (RFC 3986, section 3.2.2): eight groups of up to four hexadecimal digits,
 * {@code ::} once for one or more groups of zeros, the last two perhaps as an IPv4 address.
 */
final class Ipv6Syntax {
  private static final int GROUPS = 8;
  private static final int MAX_DIGITS = 4;

  private Ipv6Syntax() {}

  /** Whether {@code text[from..to)}, which is ASCII, is one. */
  static boolean matches(String text, int from, int to) {
    int groups = 0;
    boolean gap = false;
    int at = from;
    if (text.startsWith("::", at) && at + 2 <= to) {
      gap = true;
      at += 2;
    }
    while (at < to) {
      int end = groupEnd(text, at, to);
      if (end < to && text.charAt(end) == '.') {
        groups += 2;
        return isIpv4(text.substring(at, to)) && (gap ? groups < GROUPS : groups == GROUPS);
      }
      if (end == at || end - at > MAX_DIGITS) {
        return false;
      }
      groups++;
      at = end;
      if (at == to) {
        break;
      }
      if (text.charAt(at) != ':' || ++at == to) {
        return false; // something else, or a colon at the end
      }
      if (text.charAt(at) == ':') {
        if (gap) {
          return false;
        }
        gap = true;
        at++;
      }
    }
    return gap ? groups < GROUPS : groups == GROUPS;
  }

  private static int groupEnd(String text, int from, int to) {
    int end = from;
    while (end < to && Character.digit(text.charAt(end), 16) >= 0) {
      end++;
    }
    return end;
  }

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    boolean fine = parts.length == 4;
    for (int i = 0; fine && i < 4; i++) {
      fine = isOctet(parts[i]);
    }
    return fine;
  }

  private static boolean isOctet(String text) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i == 3) {
        return false;
      }
      value = value * 10 + digit;
    }
    boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
    return !text.isEmpty() && !leadingZero && value <= 255;
  }
}
