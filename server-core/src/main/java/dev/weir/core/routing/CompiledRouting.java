package dev.weir.core.routing;

import dev.weir.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Matches in a table of whole paths first, then in a tree of segments. */
final class CompiledRouting implements HttpRouting {
  private final Map<String, MethodRoutes> literals;
  private final RouteTree routes;
  private final RouteTree unmatched;
  private final CompiledRoute serverOptions;
  private final CompiledRoute refused;
  private final @Nullable CompiledRoute refusedOnLoop;

  /**
   * Of compiled routes.
   *
   * @param literals what answers targets that are a route's path as they stand
   * @param routes all patterns
   * @param unmatched who answers what matches nothing, by the place in the tree; it matches all
   *     paths
   * @param serverOptions answers {@code OPTIONS *}
   * @param refused answers what never gets a handler
   * @param refusedOnLoop the same on the event loop, if that can be
   */
  CompiledRouting(
      Map<String, MethodRoutes> literals,
      RouteTree routes,
      RouteTree unmatched,
      CompiledRoute serverOptions,
      CompiledRoute refused,
      @Nullable CompiledRoute refusedOnLoop) {
    this.literals = literals;
    this.routes = routes;
    this.unmatched = unmatched;
    this.serverOptions = serverOptions;
    this.refused = refused;
    this.refusedOnLoop = refusedOnLoop;
  }

  @Override
  public CompiledRoute refused() {
    return refused;
  }

  @Override
  public @Nullable CompiledRoute refusedOnLoop() {
    return refusedOnLoop;
  }

  @Override
  public RouteMatch match(HttpMethod method, String target) {
    MethodRoutes literal = literals.get(target);
    if (literal != null) {
      RouteMatch match = literal.literalMatch(method);
      if (match != null) {
        return match;
      }
    }
    if (target.startsWith("/")) {
      return matchPath(method, target, null);
    }
    if (target.equals("*")) {
      return matchServer(method, null);
    }
    RequestTarget absolute = RequestTarget.parseAbsolute(target);
    if (!absolute.pathAndQuery().equals("*")) {
      return matchPath(method, absolute.pathAndQuery(), absolute.authority());
    }
    // RFC 9112, section 3.2.4: an empty path is the asterisk for OPTIONS, else the root.
    return method.equals(HttpMethod.OPTIONS)
        ? matchServer(method, absolute.authority())
        : matchPath(method, "/", absolute.authority());
  }

  private RouteMatch matchServer(HttpMethod method, @Nullable String authority) {
    if (!method.equals(HttpMethod.OPTIONS)) {
      throw RequestTarget.malformed("'*' is for OPTIONS alone", null);
    }
    return new RouteMatch(serverOptions, "*", "", authority, new String[0]);
  }

  private RouteMatch matchPath(HttpMethod method, String pathAndQuery, @Nullable String authority) {
    int pathEnd = RequestTarget.pathEnd(pathAndQuery);
    boolean hasQuery = pathEnd < pathAndQuery.length();
    String rawPath = hasQuery ? pathAndQuery.substring(0, pathEnd) : pathAndQuery;
    String query = hasQuery ? pathAndQuery.substring(pathEnd + 1) : "";
    String path = RequestTarget.path(rawPath);
    RouteMatch match = routes.find(method, false, path, query, authority);
    if (match == null) {
      match = routes.find(method, true, path, query, authority);
    }
    if (match == null) {
      match = unmatched.find(method, true, path, query, authority);
    }
    if (match == null) {
      throw new IllegalStateException("The door's own 404 doesn't match " + path);
    }
    return match;
  }
}
