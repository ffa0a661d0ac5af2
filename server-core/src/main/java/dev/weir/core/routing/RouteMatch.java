package dev.weir.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * A matched route and what was read from the target on the way.
 *
 * @param route the route
 * @param path the decoded path, as {@link dev.weir.http.Request#path} gives it
 * @param query the raw query without the question mark, or the empty string
 * @param authority the authority of an absolute-form target, or null
 * @param parameters the decoded values of the route's path parameters, in their order
 */
public record RouteMatch(
    CompiledRoute route,
    String path,
    String query,
    @Nullable String authority,
    String[] parameters) {}
