package dev.weir.core.routing;

import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A target that isn't in origin-form, taken apart (RFC 9112, section 3.2).
 *
 * @param authority host and port
 * @param pathAndQuery the rest in origin-form, or {@code *} if there is none
 */
record RequestTarget(String authority, String pathAndQuery) {
  /**
   * Takes an absolute-form target apart.
   *
   * @throws ProblemException 400, if it is malformed
   */
  static RequestTarget parseAbsolute(String target) {
    int from = schemeEnd(target);
    if (from < 0) {
      throw malformed("it is neither a path nor an absolute http or https URI", null);
    }
    int to = from;
    while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
      to++;
    }
    String authority = target.substring(from, to);
    checkAuthority(authority);
    String rest = target.substring(to);
    if (rest.isEmpty()) {
      return new RequestTarget(authority, "*");
    }
    return new RequestTarget(authority, rest.startsWith("/") ? rest : "/" + rest);
  }

  /**
   * Where the query begins, or the length if there is none.
   *
   * @throws ProblemException 400, if a character isn't visible ASCII or is a {@code #}
   */
  static int pathEnd(String pathAndQuery) {
    int end = pathAndQuery.length();
    for (int i = pathAndQuery.length() - 1; i >= 0; i--) {
      char c = pathAndQuery.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw malformed(
            "character " + (i + 1) + " of its path and query isn't allowed there", null);
      }
      if (c == '?') {
        end = i;
      }
    }
    return end;
  }

  /** The decoded path. */
  static String path(String rawPath) {
    try {
      return PathDecoder.decode(rawPath);
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  static ProblemException malformed(String why, @Nullable Throwable cause) {
    return new ProblemException(
        Problem.of(400, "The request's target is malformed: " + why + "."), cause);
  }

  private static int schemeEnd(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return -1;
  }

  /** Host and an optional port; user information is refused (RFC 9110, section 4.2.4). */
  private static void checkAuthority(String authority) {
    int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    if (hostEnd < 0) {
      hostEnd = authority.length();
    }
    String host = authority.substring(0, hostEnd);
    String port = authority.substring(hostEnd);
    boolean literal = host.startsWith("[");
    boolean valid = !host.isEmpty() && (port.isEmpty() || port.startsWith(":"));
    for (int i = literal ? 1 : 0; i < host.length() - (literal ? 1 : 0); i++) {
      char c = host.charAt(i);
      valid &=
          c < 0x7f
              && (Character.isLetterOrDigit(c)
                  || "-._~!$&'()*+,;=%".indexOf(c) >= 0
                  || (literal && c == ':'));
    }
    for (int i = 1; i < port.length(); i++) {
      valid &= port.charAt(i) >= '0' && port.charAt(i) <= '9';
    }
    if (!valid) {
      throw malformed("its authority isn't a host with an optional port", null);
    }
  }
}
