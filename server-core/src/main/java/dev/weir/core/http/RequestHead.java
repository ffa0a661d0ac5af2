package dev.weir.core.http;

import dev.weir.core.routing.RouteMatch;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's head, checked and copied: it outlives the bytes that it was read from. Unchanging, so
 * that requests of one door whose bytes are the same on one loop may share one: then the route has
 * to be found but once, as that follows from the head alone.
 */
public final class RequestHead {
  private final HttpMethod method;
  private final String target;
  private final HttpVersion version;
  private final String authority;
  private final Headers headers;
  private final long bodyLength;
  private final List<String> upgrades;
  private @Nullable RouteMatch match; // once it is found; of the loop alone

  /**
   * Of its parts.
   *
   * @param authority host and port as the client named them beside the target, or the empty string
   * @param bodyLength the declared length of the body, 0 if there is none, -1 if it isn't known
   * @param upgrades the protocols in which the client would go on, the preferred first
   */
  public RequestHead(
      HttpMethod method,
      String target,
      HttpVersion version,
      String authority,
      Headers headers,
      long bodyLength,
      List<String> upgrades) {
    this.method = method;
    this.target = target;
    this.version = version;
    this.authority = authority;
    this.headers = headers;
    this.bodyLength = bodyLength;
    this.upgrades = upgrades;
  }

  /** The method. */
  public HttpMethod method() {
    return method;
  }

  /** The target as it came. */
  public String target() {
    return target;
  }

  /** The version of HTTP. */
  public HttpVersion version() {
    return version;
  }

  /** Host and port as the client named them beside the target, or the empty string. */
  public String authority() {
    return authority;
  }

  /** The fields. */
  public Headers headers() {
    return headers;
  }

  /** The declared length of the body, 0 if there is none, -1 if it isn't known. */
  public long bodyLength() {
    return bodyLength;
  }

  /** The protocols in which the client would go on, the preferred first. */
  public List<String> upgrades() {
    return upgrades;
  }

  boolean asksFor(String protocol) {
    return upgrades.stream().anyMatch(protocol::equalsIgnoreCase);
  }

  /** Where a request with this head was found to go, or null. On the loop. */
  @Nullable RouteMatch match() {
    return match;
  }

  /** Keeps where requests with this head go. On the loop. */
  void match(RouteMatch found) {
    match = found;
  }

  @Override
  public String toString() {
    return "RequestHead[%s %s %s, authority=%s, headers=%s, bodyLength=%d, upgrades=%s]"
        .formatted(method, target, version, authority, headers, bodyLength, upgrades);
  }
}
