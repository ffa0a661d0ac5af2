package dev.weir.core.http;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.ConnectionInfo;
import dev.weir.TrustedProxies;
import dev.weir.core.routing.HostSyntax;
import dev.weir.http.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind the proxies that a door trusts. Each proxy adds at the right who has sent
 * it the request; so the fields are read from there, and the first address that isn't of a trusted
 * proxy is the client's. What stands further to the left the client may have made up: of it nothing
 * is believed.
 *
 * <p>What can't be read, up to there, is a 400. To overlook it would let a client pass for the
 * proxy, whose address is the only one known then, and which may be allowed more.
 */
final class Forwarding {
  private final TrustedProxies proxies;

  private Forwarding(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** For a door with these proxies; null if they say nothing in fields. */
  static @Nullable Forwarding of(TrustedProxies proxies) {
    return proxies.isEmpty() || proxies.fields() == TrustedProxies.Fields.NONE
        ? null
        : new Forwarding(proxies);
  }

  /**
   * Where a request came from.
   *
   * @return null if the connection isn't one of a trusted proxy
   * @throws RefusedException if the fields can't be read
   */
  @Nullable ClientOrigin origin(Headers headers, ConnectionInfo connection)
      throws RefusedException {
    SocketAddress sender = connection.remoteAddress();
    if (!proxies.contains(sender)) {
      return null;
    }
    return proxies.fields() == TrustedProxies.Fields.FORWARDED
        ? forwarded(headers, sender)
        : xForwarded(headers, sender);
  }

  private ClientOrigin forwarded(Headers headers, SocketAddress sender) throws RefusedException {
    List<ForwardedElement> elements = new ArrayList<>();
    for (String line : headers.all("Forwarded")) {
      elements.addAll(ForwardedElement.parse(line));
    }
    SocketAddress client = sender;
    String scheme = null;
    String host = null;
    for (ForwardedElement element : elements.reversed()) {
      // Of a trusted proxy; one further out, nearer to the client, knows better.
      scheme = element.scheme() != null ? scheme(element.scheme(), "Forwarded") : scheme;
      host = element.host() != null ? host(element.host(), "Forwarded") : host;
      InetSocketAddress before =
          element.node() == null ? null : ForwardedNode.ofForwarded(element.node());
      client = before == null ? client : before;
      if (before == null || !proxies.contains(before)) {
        break;
      }
    }
    return new ClientOrigin(client, scheme, host, null);
  }

  private ClientOrigin xForwarded(Headers headers, SocketAddress sender) throws RefusedException {
    SocketAddress client = sender;
    int proxiesBefore = 0;
    for (String element : elements(headers, "X-Forwarded-For").reversed()) {
      InetSocketAddress before = ForwardedNode.ofXForwardedFor(element);
      client = before == null ? client : before;
      if (before == null || !proxies.contains(before)) {
        break;
      }
      proxiesBefore++;
    }
    String scheme = element(headers, "X-Forwarded-Proto", proxiesBefore);
    String host = element(headers, "X-Forwarded-Host", proxiesBefore);
    String port = element(headers, "X-Forwarded-Port", proxiesBefore);
    if (port != null) {
      port = String.valueOf(ForwardedNode.port(port, "X-Forwarded-Port"));
    }
    return new ClientOrigin(
        client,
        scheme == null ? null : scheme(scheme, "X-Forwarded-Proto"),
        host == null ? null : host(host, "X-Forwarded-Host"),
        port);
  }

  /**
   * What the outermost of the trusted proxies said. Some write the field anew where it passes, and
   * some add to it: so there may be fewer elements than proxies.
   */
  private static @Nullable String element(Headers headers, String name, int proxiesBefore) {
    List<String> elements = elements(headers, name);
    return elements.isEmpty()
        ? null
        : elements.get(Math.max(0, elements.size() - 1 - proxiesBefore));
  }

  /** The elements of a list (RFC 9110, section 5.6.1), without empty ones. */
  private static List<String> elements(Headers headers, String name) {
    List<String> elements = new ArrayList<>();
    for (String line : headers.all(name)) {
      for (String part : line.split(",", -1)) {
        String element = part.strip();
        if (!element.isEmpty()) {
          elements.add(element);
        }
      }
    }
    return elements;
  }

  /** Some proxies name a WebSocket's. */
  private static String scheme(String text, String field) throws RefusedException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> throw malformed("The " + field + " field names a scheme that isn't HTTP's");
    };
  }

  private static String host(String text, String field) throws RefusedException {
    String fault = HostSyntax.fault(text);
    if (fault != null) {
      throw malformed("The " + field + " field names a host that " + fault);
    }
    return text;
  }
}
