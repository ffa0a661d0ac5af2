package dev.weir.core.http;

/** Compares the host of an absolute target with the Host field (RFC 9112, section 3.2.2). */
final class Authorities {
  private static final String SECURE = "https:";

  private Authorities() {}

  /** Whether the scheme of an absolute target is https. */
  static boolean isSecure(String target) {
    return target.regionMatches(true, 0, SECURE, 0, SECURE.length());
  }

  /**
   * Whether both name the same host and port. RFC 9112 would have the Host field ignored; a request
   * that names two hosts is one that two servers would route differently.
   *
   * @param ofHost the Host field's, or the empty string where HTTP/1.0 has none
   */
  static boolean agree(boolean secure, String ofTarget, String ofHost) {
    String port = secure ? ":443" : ":80";
    return ofHost.isEmpty()
        || withoutDefault(port, ofTarget).equalsIgnoreCase(withoutDefault(port, ofHost));
  }

  /** RFC 9110, section 4.2.3: an empty port and the default one are none. */
  private static String withoutDefault(String port, String authority) {
    if (authority.endsWith(port)) {
      return authority.substring(0, authority.length() - port.length());
    }
    return authority.endsWith(":") ? authority.substring(0, authority.length() - 1) : authority;
  }
}
