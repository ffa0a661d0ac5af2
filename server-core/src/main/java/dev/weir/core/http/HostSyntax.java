package dev.weir.core.http;

import static dev.weir.core.http.RefusedException.malformed;

/** {@code uri-host [ ":" port ]} (RFC 9112, section 3.2; RFC 3986, section 3.2.2). */
public final class HostSyntax {
  private static final int MAX_PORT = 65_535;

  private HostSyntax() {}

  /**
   * Checks the value of a Host field.
   *
   * @throws RefusedException 400
   */
  public static void check(String value) throws RefusedException {
    if (value.isEmpty()) {
      throw malformed("The Host field is empty");
    }
    for (int i = 0; i < value.length(); i++) {
      if (!Octets.isHost(value.charAt(i))) {
        throw malformed("The Host field holds what no host has, at index " + i);
      }
    }
    int portAt;
    if (value.charAt(0) == '[') {
      portAt = value.indexOf(']') + 1;
      requireIpv6(value, portAt);
    } else {
      portAt = value.indexOf(':');
      portAt = portAt < 0 ? value.length() : portAt;
      requireName(value, portAt);
    }
    requirePort(value, portAt);
  }

  private static void requireIpv6(String value, int end) throws RefusedException {
    boolean fine = end > 2;
    for (int i = 1; fine && i < end - 1; i++) {
      char c = value.charAt(i);
      fine = Character.digit(c, 16) >= 0 || c == ':' || c == '.';
    }
    if (!fine) {
      throw malformed("The Host field holds a malformed IPv6 address");
    }
  }

  private static void requireName(String value, int end) throws RefusedException {
    if (end == 0) {
      throw malformed("The Host field names no host");
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      if (c == '[' || c == ']') {
        throw malformed("The Host field holds a bracket outside of an IPv6 address");
      }
      if (c == '%'
          && (i + 2 >= end
              || Character.digit(value.charAt(i + 1), 16) < 0
              || Character.digit(value.charAt(i + 2), 16) < 0)) {
        throw malformed("The Host field holds a malformed percent-encoding, at index " + i);
      }
    }
  }

  private static void requirePort(String value, int at) throws RefusedException {
    if (at == value.length()) {
      return;
    }
    if (value.charAt(at) != ':') {
      throw malformed("The Host field holds more than a host and a port");
    }
    int port = 0;
    for (int i = at + 1; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      port = port * 10 + digit;
      if (digit < 0 || digit > 9 || port > MAX_PORT) {
        throw malformed("The port in the Host field isn't a number up to " + MAX_PORT);
      }
    }
  }
}
