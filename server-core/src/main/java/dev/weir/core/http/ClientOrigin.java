package dev.weir.core.http;

import dev.weir.ConnectionInfo;
import dev.weir.ProxyHeader;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, by what trusted proxies say in its fields.
 *
 * @param remoteAddress the client's
 * @param scheme as the client used it, or null if nobody says
 * @param host host and perhaps port as the client named them, or null if nobody says
 * @param port the port that the client named or connected to, or null if nobody says
 */
record ClientOrigin(
    SocketAddress remoteAddress,
    @Nullable String scheme,
    @Nullable String host,
    @Nullable String port) {
  private static final String HTTP_PORT = "80";
  private static final String HTTPS_PORT = "443";

  /** The scheme as the client used it, where {@code origin} is null if no proxy says anything. */
  static String scheme(@Nullable ClientOrigin origin, ConnectionInfo connection) {
    if (origin != null && origin.scheme != null) {
      return origin.scheme;
    }
    ProxyHeader proxied = connection.proxyHeader();
    return connection.isSecure() || (proxied != null && proxied.tls() != null) ? "https" : "http";
  }

  /** Host and port as the client named them, where the request itself names {@code own}. */
  String authority(String own, String ofScheme) {
    String named = host != null ? host : own;
    String told = port;
    if (told == null
        || named.isEmpty()
        || told.equals(ofScheme.equals("https") ? HTTPS_PORT : HTTP_PORT)
        || named.indexOf(':', named.indexOf(']') + 1) >= 0) {
      return named;
    }
    return named + ":" + told;
  }
}
