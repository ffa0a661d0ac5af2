package dev.weir.core.routing;

import dev.weir.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one pattern answers, by method. HEAD is answered by the route of GET unless it has its own;
 * methods without a route go to the one for any method.
 */
final class MethodRoutes {
  private static final String[] NO_PARAMETERS = {};

  private final HttpMethod[] methods;
  private final CompiledRoute[] routes;
  private final RouteMatch @Nullable [] literalMatches;
  private final @Nullable CompiledRoute any;
  private final @Nullable RouteMatch anyLiteralMatch;
  private final CompiledRoute refusal;
  private final CompiledRoute options;

  /**
   * Of compiled routes.
   *
   * @param path the one path that matches, or null if there are parameters
   * @param refusal answers 405
   * @param options answers OPTIONS, if no route does
   */
  MethodRoutes(
      @Nullable String path,
      List<HttpMethod> methods,
      List<CompiledRoute> routes,
      @Nullable CompiledRoute any,
      CompiledRoute refusal,
      CompiledRoute options) {
    this.methods = methods.toArray(HttpMethod[]::new);
    this.routes = routes.toArray(CompiledRoute[]::new);
    this.any = any;
    this.refusal = refusal;
    this.options = options;
    this.literalMatches =
        path == null
            ? null
            : routes.stream().map(route -> literalMatch(route, path)).toArray(RouteMatch[]::new);
    this.anyLiteralMatch = path == null || any == null ? null : literalMatch(any, path);
  }

  private static RouteMatch literalMatch(CompiledRoute route, String path) {
    return new RouteMatch(route, path, "", null, NO_PARAMETERS);
  }

  /** The match of a method on a path without parameters or query, made in advance, or null. */
  @Nullable RouteMatch literalMatch(HttpMethod method) {
    RouteMatch[] matches = literalMatches;
    if (matches == null) {
      return null;
    }
    int index = index(method);
    return index >= 0 ? matches[index] : anyLiteralMatch;
  }

  /** The route of a method, or null. */
  @Nullable CompiledRoute route(HttpMethod method) {
    int index = index(method);
    return index >= 0 ? routes[index] : any;
  }

  /** What answers a method that has no route: OPTIONS, or the 405. */
  CompiledRoute automatic(HttpMethod method) {
    return method.equals(HttpMethod.OPTIONS) ? options : refusal;
  }

  /** Adds the names of the methods that are answered. */
  void collectMethods(Set<HttpMethod> target) {
    List<HttpMethod> own = new ArrayList<>(List.of(methods));
    if (own.contains(HttpMethod.GET)) {
      own.add(HttpMethod.HEAD);
    }
    own.add(HttpMethod.OPTIONS);
    target.addAll(own);
  }

  private int index(HttpMethod method) {
    int get = -1;
    for (int i = 0; i < methods.length; i++) {
      if (methods[i].equals(method)) {
        return i;
      }
      if (methods[i].equals(HttpMethod.GET)) {
        get = i;
      }
    }
    return method.equals(HttpMethod.HEAD) ? get : -1;
  }
}
