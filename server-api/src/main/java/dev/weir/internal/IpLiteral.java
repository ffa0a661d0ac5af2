package dev.weir.internal;

import dev.weir.annotation.Internal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text, strictly: four decimal numbers without leading zeros, or IPv6 as in RFC
 * 4291, section 2.2, without a zone. The JDK takes more ({@code 127.1}, {@code 0x7f.0.0.1}), which
 * others read in another way: nothing to decide by whom to trust. No name is ever looked up.
 */
@Internal
public final class IpLiteral {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private IpLiteral() {}

  /** The address, or null if {@code text} isn't one. IPv4 inside of IPv6 is given as IPv4. */
  public static @Nullable InetAddress parse(String text) {
    byte[] bytes = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    if (bytes == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static byte @Nullable [] ipv4(String text) {
    byte[] address = new byte[IPV4_BYTES];
    return putIpv4(text, 0, address, 0) ? address : null;
  }

  /** Reads {@code text} from an index to its end. */
  private static boolean putIpv4(String text, int from, byte[] target, int at) {
    int position = from;
    for (int i = 0; i < IPV4_BYTES; i++) {
      if (i > 0 && (position == text.length() || text.charAt(position++) != '.')) {
        return false;
      }
      int begin = position;
      int number = 0;
      while (position < text.length() && position - begin < 3 && isDigit(text.charAt(position))) {
        number = number * 10 + text.charAt(position++) - '0';
      }
      int digits = position - begin;
      if (digits == 0 || number > 255 || digits > 1 && text.charAt(begin) == '0') {
        return false;
      }
      target[at + i] = (byte) number;
    }
    return position == text.length();
  }

  private static byte @Nullable [] ipv6(String text) {
    byte[] address = new byte[IPV6_BYTES];
    int written = 0;
    int gap = -1; // where "::" stands for zeros
    int position = 0;
    if (text.startsWith("::")) {
      gap = 0;
      position = 2;
    }
    while (position < text.length()) {
      if (written == IPV6_BYTES) {
        return null;
      }
      int end = position;
      int group = 0;
      while (end < text.length() && end - position < 4 && hex(text.charAt(end)) >= 0) {
        group = group << 4 | hex(text.charAt(end++));
      }
      if (end < text.length() && text.charAt(end) == '.') {
        if (written > IPV6_BYTES - IPV4_BYTES || !putIpv4(text, position, address, written)) {
          return null;
        }
        written += IPV4_BYTES;
        break;
      }
      if (end == position) {
        return null;
      }
      address[written++] = (byte) (group >> 8);
      address[written++] = (byte) group;
      if (end == text.length()) {
        break;
      }
      if (text.charAt(end) != ':' || end + 1 == text.length()) {
        return null;
      }
      position = end + 1;
      if (text.charAt(position) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = written;
        position++;
      }
    }
    return spread(address, written, gap);
  }

  /** Moves what came after the gap to the end. */
  private static byte @Nullable [] spread(byte[] address, int written, int gap) {
    if (gap < 0) {
      return written == IPV6_BYTES ? address : null;
    }
    if (written == IPV6_BYTES) {
      return null; // "::" stands for at least one group
    }
    byte[] spread = new byte[IPV6_BYTES];
    System.arraycopy(address, 0, spread, 0, gap);
    System.arraycopy(address, gap, spread, IPV6_BYTES - (written - gap), written - gap);
    return spread;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Character.digit takes digits of all scripts. */
  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
