package dev.weir.core.routing;

import dev.weir.internal.IpLiteral;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code uri-host [ ":" port ]} (RFC 9110, section 7.2; RFC 3986, section 3.2.2), wherever a client
 * names one. Stricter in what nobody means: the host isn't empty (RFC 9110, section 4.2.1), a port
 * is one that exists, and an address in brackets is one of IPv6.
 */
public final class HostSyntax {
  private static final int MAX_PORT = 65_535;
  private static final BitSet ALLOWED = allowed();

  private HostSyntax() {}

  /** What is wrong with a host and its port, as the end of a sentence; or null if nothing is. */
  public static @Nullable String fault(String authority) {
    if (authority.isEmpty()) {
      return "is empty";
    }
    for (int i = 0; i < authority.length(); i++) {
      if (!ALLOWED.get(authority.charAt(i))) {
        return "holds what no host has, at index " + i;
      }
    }
    boolean literal = authority.charAt(0) == '[';
    int colon = authority.indexOf(':', literal ? authority.indexOf(']') + 1 : 0);
    int hostEnd = colon < 0 ? authority.length() : colon;
    String ofHost = literal ? faultOfLiteral(authority, hostEnd) : faultOfName(authority, hostEnd);
    return ofHost != null
        ? ofHost
        : faultOfPort(authority, Math.min(hostEnd + 1, authority.length()));
  }

  private static @Nullable String faultOfLiteral(String authority, int end) {
    boolean closed = end > 1 && authority.charAt(end - 1) == ']';
    String address = closed ? authority.substring(1, end - 1) : "";
    return address.indexOf(':') >= 0 && IpLiteral.parse(address) != null
        ? null
        : "holds a malformed IPv6 address";
  }

  private static @Nullable String faultOfName(String authority, int end) {
    if (end == 0) {
      return "names no host";
    }
    for (int i = 0; i < end; i++) {
      char c = authority.charAt(i);
      if (c == '[' || c == ']') {
        return "holds a bracket outside of an IPv6 address";
      }
      if (c == '%' && (i + 2 >= end || !isHex(authority, i + 1) || !isHex(authority, i + 2))) {
        return "holds a malformed percent-encoding, at index " + i;
      }
    }
    return null;
  }

  private static @Nullable String faultOfPort(String authority, int from) {
    int port = 0;
    for (int i = from; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      port = port * 10 + digit;
      if (digit < 0 || digit > 9 || port > MAX_PORT) {
        return "has a port that isn't a number up to " + MAX_PORT;
      }
    }
    return null;
  }

  private static boolean isHex(String text, int index) {
    return Character.digit(text.charAt(index), 16) >= 0;
  }

  /** All are ASCII. */
  private static BitSet allowed() {
    BitSet set = new BitSet();
    set.set('a', 'z' + 1);
    set.set('A', 'Z' + 1);
    set.set('0', '9' + 1);
    "-._~!$&'()*+,;=%:[]".chars().forEach(set::set);
    return set;
  }
}
