package dev.weir.core.http;

import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;

/**
 * A request's head, checked and copied: it outlives the bytes that it was read from.
 *
 * @param authority host and port as the client named them beside the target, or the empty string
 * @param bodyLength the declared length of the body, 0 if there is none, -1 if it isn't known
 * @param receivedNanos when it was complete, by the loop's clock
 */
public record RequestHead(
    HttpMethod method,
    String target,
    HttpVersion version,
    String authority,
    Headers headers,
    long bodyLength,
    long receivedNanos) {}
