package dev.weir.core.http;

import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import java.util.List;

/**
 * A request's head, checked and copied: it outlives the bytes that it was read from. Requests whose
 * bytes are the same may share one.
 *
 * @param authority host and port as the client named them beside the target, or the empty string
 * @param bodyLength the declared length of the body, 0 if there is none, -1 if it isn't known
 * @param upgrades the protocols in which the client would go on, the preferred first
 */
public record RequestHead(
    HttpMethod method,
    String target,
    HttpVersion version,
    String authority,
    Headers headers,
    long bodyLength,
    List<String> upgrades) {
  boolean asksFor(String protocol) {
    return upgrades.stream().anyMatch(protocol::equalsIgnoreCase);
  }
}
