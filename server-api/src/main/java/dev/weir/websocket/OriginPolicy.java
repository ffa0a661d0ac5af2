package dev.weir.websocket;

import dev.weir.http.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which web pages may open a WebSocket (RFC 6455, section 10.2). */
final class OriginPolicy {
  private final boolean any;
  private final List<String> allowed;

  private OriginPolicy(boolean any, List<String> allowed) {
    this.any = any;
    this.allowed = allowed;
  }

  static OriginPolicy any() {
    return new OriginPolicy(true, List.of());
  }

  static OriginPolicy sameHost() {
    return new OriginPolicy(false, List.of());
  }

  static OriginPolicy sameHostAnd(List<String> origins) {
    return new OriginPolicy(
        false, origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList());
  }

  /** Whether the request comes from a page that may, or from no page. */
  boolean allows(Request request) {
    String origin = request.header("origin");
    return any
        || origin == null
        || allowed.contains(origin.toLowerCase(Locale.ROOT))
        || isOfHost(origin, request.authority());
  }

  /** Without the scheme, which a proxy that ends TLS hides from the server. */
  private static boolean isOfHost(String origin, String host) {
    String authority = authority(origin);
    return authority != null
        && withoutDefaultPort(authority).equalsIgnoreCase(withoutDefaultPort(host));
  }

  private static @Nullable String authority(String origin) {
    try {
      return new URI(origin).getRawAuthority();
    } catch (URISyntaxException e) {
      return null; // such as "null", of a page without an origin
    }
  }

  /** Default ports are left out by some and not by others. */
  private static String withoutDefaultPort(String authority) {
    if (authority.endsWith(":80")) {
      return authority.substring(0, authority.length() - 3);
    }
    return authority.endsWith(":443") ? authority.substring(0, authority.length() - 4) : authority;
  }

  @Override
  public String toString() {
    return any ? "any origin" : "origins of the same host and " + allowed;
  }
}
