package dev.weir.http;

import dev.weir.Dispatch;
import dev.weir.annotation.Stable;

/**
 * The route that a request matched: the same for every request of it, so safe as a metrics label.
 *
 * @param method the method, or {@code *} for the answers to requests without a route
 * @param pattern the path pattern, such as {@code /orders/{id}}; of a request that matched nothing,
 *     {@code (unmatched)}, and of one that was refused before it was matched, or for its declared
 *     length, {@code (refused)}
 * @param dispatch which thread runs it
 */
@Stable
public record Route(String method, String pattern, Dispatch dispatch) {}
