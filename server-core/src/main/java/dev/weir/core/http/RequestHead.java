package dev.weir.core.http;

import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import java.util.List;

/**
 * A request's head, checked and copied: it outlives the bytes that it was read from.
 *
 * @param authority host and port as the client named them beside the target, or the empty string
 * @param bodyLength the declared length of the body, 0 if there is none, -1 if it isn't known
 * @param receivedNanos when it was complete, by the loop's clock
 * @param upgrades the protocols in which the client would go on, the preferred first
 */
public record RequestHead(
    HttpMethod method,
    String target,
    HttpVersion version,
    String authority,
    Headers headers,
    long bodyLength,
    long receivedNanos,
    List<String> upgrades) {
  /** The head of a request that asks for no other protocol. */
  public RequestHead(
      HttpMethod method,
      String target,
      HttpVersion version,
      String authority,
      Headers headers,
      long bodyLength,
      long receivedNanos) {
    this(method, target, version, authority, headers, bodyLength, receivedNanos, List.of());
  }

  boolean asksFor(String protocol) {
    return upgrades.stream().anyMatch(protocol::equalsIgnoreCase);
  }
}
