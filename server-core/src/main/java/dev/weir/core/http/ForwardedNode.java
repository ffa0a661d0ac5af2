package dev.weir.core.http;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.internal.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One hop as proxies write it: an address with or without a port, or a name for what is hidden. */
final class ForwardedNode {
  private static final int MAX_PORT = 65_535;

  private ForwardedNode() {}

  /**
   * Reads a node of Forwarded (RFC 7239, section 6).
   *
   * @return the address, or null if the proxy doesn't know or tell it
   */
  static @Nullable InetSocketAddress ofForwarded(String text) throws RefusedException {
    int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? null : text.substring(colon + 1);
    boolean hiddenPort = port != null && isObfuscated(port);
    int number = port == null || hiddenPort ? 0 : port(port, "Forwarded");
    if (name.equalsIgnoreCase("unknown") || isObfuscated(name)) {
      return null;
    }
    return new InetSocketAddress(address(name, "Forwarded"), number);
  }

  /**
   * Reads an element of X-Forwarded-For: some proxies add a port, and IPv6 comes with and without
   * brackets.
   *
   * @return the address, or null if the proxy doesn't know it
   */
  static @Nullable InetSocketAddress ofXForwardedFor(String text) throws RefusedException {
    if (text.equalsIgnoreCase("unknown")) {
      return null;
    }
    int colon = text.indexOf(':');
    if (!text.startsWith("[") && colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
      InetAddress bare = IpLiteral.parse(text);
      if (bare == null) {
        throw unreadable("X-Forwarded-For");
      }
      return new InetSocketAddress(bare, 0);
    }
    int portAt = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : colon;
    String name = portAt < 0 ? text : text.substring(0, portAt);
    return new InetSocketAddress(
        address(name, "X-Forwarded-For"),
        portAt < 0 ? 0 : port(text.substring(portAt + 1), "X-Forwarded-For"));
  }

  /** IPv4, or IPv6 in brackets. */
  private static InetAddress address(String text, String field) throws RefusedException {
    boolean bracketed = text.length() > 2 && text.startsWith("[") && text.endsWith("]");
    String literal = bracketed ? text.substring(1, text.length() - 1) : text;
    InetAddress address = bracketed == literal.indexOf(':') >= 0 ? IpLiteral.parse(literal) : null;
    if (address == null) {
      throw unreadable(field);
    }
    return address;
  }

  static int port(String text, String field) throws RefusedException {
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      port = port * 10 + digit;
      if (digit < 0 || digit > 9 || port > MAX_PORT) {
        throw malformed("The " + field + " field holds a malformed port");
      }
    }
    if (text.isEmpty()) {
      throw malformed("The " + field + " field holds an empty port");
    }
    return port;
  }

  private static boolean isObfuscated(String text) {
    if (text.length() < 2 || text.charAt(0) != '_') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '_'
              || c == '-';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static RefusedException unreadable(String field) {
    return malformed("The " + field + " field holds what isn't an address");
  }
}
