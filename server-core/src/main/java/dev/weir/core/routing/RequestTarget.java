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
        Problem.of(400, "The request's target is malformed: " + why), cause);
  }

  private static int schemeEnd(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return -1;
  }

  /** User information is refused with the rest (RFC 9110, section 4.2.4). */
  private static void checkAuthority(String authority) {
    String fault = HostSyntax.fault(authority);
    if (fault != null) {
      throw malformed("its authority " + fault, null);
    }
  }
}
