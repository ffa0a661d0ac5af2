package dev.weir.core.http;

import java.util.Locale;
import java.util.Set;

/** Fields that mustn't come in trailers (RFC 9110, section 6.5.1), in either direction. */
public final class TrailerFields {
  private static final Set<String> REFUSED =
      Set.of(
          "transfer-encoding",
          "content-length",
          "host",
          "connection",
          "trailer",
          "te",
          "upgrade",
          "expect",
          "content-encoding",
          "content-type",
          "content-range",
          "authorization",
          "cookie",
          "set-cookie");

  private TrailerFields() {}

  /** Whether a field of that name may be a trailer field. */
  public static boolean isAllowed(String name) {
    return !REFUSED.contains(name.toLowerCase(Locale.ROOT));
  }

  static void requireAllowed(String name) {
    if (!isAllowed(name)) {
      throw new IllegalArgumentException(
          name + " can't be a trailer field (RFC 9110, section 6.5.1)");
    }
  }
}
