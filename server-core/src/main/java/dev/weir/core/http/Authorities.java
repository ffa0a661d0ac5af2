package dev.weir.core.http;

/** Compares the host of an absolute target with the Host field (RFC 9112, section 3.2.2). */
final class Authorities {
  private Authorities() {}

  static boolean agree(String ofTarget, String ofHost) {
    return ofHost.isEmpty()
        || withoutDefaultPort(ofTarget).equalsIgnoreCase(withoutDefaultPort(ofHost));
  }

  private static String withoutDefaultPort(String authority) {
    if (authority.endsWith(":80")) {
      return authority.substring(0, authority.length() - 3);
    }
    return authority.endsWith(":443") ? authority.substring(0, authority.length() - 4) : authority;
  }
}
