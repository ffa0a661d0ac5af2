package dev.weir.core.routing;

import dev.weir.core.routing.PathPattern.Literal;
import dev.weir.core.routing.PathPattern.Rest;
import dev.weir.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of patterns, one level a segment. From left to right a literal goes before a parameter
 * before the rest; where that leads to no route, the next is tried. Each node is at one place of a
 * path, so a look-up sees each at most once however often it turns back.
 */
final class RouteTree {
  private final SegmentTable<RouteTree> literals;
  private final @Nullable RouteTree parameter;
  private final @Nullable MethodRoutes end;
  private final @Nullable MethodRoutes rest;

  private RouteTree(
      SegmentTable<RouteTree> literals,
      @Nullable RouteTree parameter,
      @Nullable MethodRoutes end,
      @Nullable MethodRoutes rest) {
    this.literals = literals;
    this.parameter = parameter;
    this.end = end;
    this.rest = rest;
  }

  /**
   * The most specific route that takes the method on the path, or null.
   *
   * @param automatic whether to find what answers methods without a route instead
   */
  @Nullable RouteMatch find(
      HttpMethod method, boolean automatic, String path, String query, @Nullable String authority) {
    return find(method, automatic, path, query, authority, 1, 0);
  }

  /** Calls {@code action} for all patterns that match the path, the most specific first. */
  void forEachMatching(String path, Consumer<MethodRoutes> action) {
    forEachMatching(path, 1, action);
  }

  /**
   * From the segment at {@code from}, which is past the end once all segments are used up. The
   * arguments are many so that a look-up allocates nothing but its result.
   */
  private @Nullable RouteMatch find(
      HttpMethod method,
      boolean automatic,
      String path,
      String query,
      @Nullable String authority,
      int from,
      int parameters) {
    if (from > path.length()) {
      return end == null ? null : match(end, method, automatic, path, query, authority);
    }
    int slash = path.indexOf('/', from);
    int to = slash < 0 ? path.length() : slash;
    RouteTree next = literals.get(path, from, to);
    RouteMatch found =
        next == null
            ? null
            : next.find(method, automatic, path, query, authority, to + 1, parameters);
    if (found != null) {
      return found;
    }
    if (parameter != null && to > from) {
      found = parameter.find(method, automatic, path, query, authority, to + 1, parameters + 1);
      if (found != null) {
        return withParameter(found, parameters, path, from, to);
      }
    }
    found = rest == null ? null : match(rest, method, automatic, path, query, authority);
    return found == null ? null : withParameter(found, parameters, path, from, path.length());
  }

  private static @Nullable RouteMatch match(
      MethodRoutes routes,
      HttpMethod method,
      boolean automatic,
      String path,
      String query,
      @Nullable String authority) {
    CompiledRoute route = automatic ? routes.automatic(method) : routes.route(method);
    return route == null
        ? null
        : new RouteMatch(route, path, query, authority, new String[route.parameterNames().size()]);
  }

  /** Filled in on the way back, when it is known which route it is and how many it wants. */
  private static RouteMatch withParameter(
      RouteMatch found, int index, String path, int from, int to) {
    if (index < found.parameters().length) {
      found.parameters()[index] = path.substring(from, to);
    }
    return found;
  }

  private void forEachMatching(String path, int from, Consumer<MethodRoutes> action) {
    if (from > path.length()) {
      if (end != null) {
        action.accept(end);
      }
      return;
    }
    int slash = path.indexOf('/', from);
    int to = slash < 0 ? path.length() : slash;
    RouteTree next = literals.get(path, from, to);
    if (next != null) {
      next.forEachMatching(path, to + 1, action);
    }
    if (parameter != null && to > from) {
      parameter.forEachMatching(path, to + 1, action);
    }
    if (rest != null) {
      action.accept(rest);
    }
  }

  /** Collects patterns; no two may have the same shape. */
  static final class Builder {
    private final Map<String, Builder> literals = new HashMap<>();
    private @Nullable Builder parameter;
    private @Nullable MethodRoutes end;
    private @Nullable MethodRoutes rest;

    /** Adds what a pattern answers. */
    void add(PathPattern pattern, MethodRoutes routes) {
      Builder node = this;
      for (PathPattern.Segment segment : pattern.segments()) {
        if (segment instanceof Rest) {
          node.rest = routes;
          return;
        }
        node =
            segment instanceof Literal literal
                ? node.literals.computeIfAbsent(literal.text(), text -> new Builder())
                : node.parameterNode();
      }
      node.end = routes;
    }

    private Builder parameterNode() {
      Builder node = parameter;
      if (node == null) {
        node = new Builder();
        parameter = node;
      }
      return node;
    }

    RouteTree build() {
      Map<String, RouteTree> built = new HashMap<>();
      literals.forEach((text, node) -> built.put(text, node.build()));
      return new RouteTree(
          new SegmentTable<>(built), parameter == null ? null : parameter.build(), end, rest);
    }
  }
}
