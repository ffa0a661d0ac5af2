package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.door.LimitScope;
import dev.weir.http.HttpHandler;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A door or a group: what holds for all routes in it, once all calls are made. */
final class Scope {
  private final @Nullable Scope parent;
  private final String prefix;
  private final List<MiddlewareChain.Placed> own = new ArrayList<>();
  private @Nullable Dispatch dispatch;
  private @Nullable Limits limits;
  private @Nullable HttpHandler notFound;
  private String notFoundLine = "";

  private Scope(@Nullable Scope parent, String prefix) {
    this.parent = parent;
    this.prefix = prefix;
  }

  /** Of a door. */
  static Scope door() {
    return new Scope(null, "");
  }

  /** Of a group in this one. */
  Scope group(String groupPrefix) {
    return new Scope(this, prefix + groupPrefix);
  }

  /** Where this is, for the limits set here. */
  LimitScope limitScope() {
    return parent == null ? LimitScope.DOOR : LimitScope.ROUTE;
  }

  /** The prefixes of this and what surrounds it. */
  String prefix() {
    return prefix;
  }

  /** The prefix as a pattern, which has no segments where there is no prefix. */
  PathPattern pattern() {
    return prefix.isEmpty() ? new PathPattern("", List.of()) : PathPattern.parse(prefix);
  }

  void addMiddleware(List<Middleware> middleware, String line) {
    middleware.forEach(one -> own.add(new MiddlewareChain.Placed(one, line)));
  }

  void setDispatch(Dispatch value) {
    dispatch = value;
  }

  void setLimits(Limits value) {
    limits = value.over(limits == null ? Limits.defaults() : limits);
  }

  void setNotFound(HttpHandler handler, String line) {
    notFound = handler;
    notFoundLine = line;
  }

  @Nullable HttpHandler notFound() {
    return notFound;
  }

  String notFoundLine() {
    return notFoundLine;
  }

  /** The middleware of this scope alone. */
  List<Middleware> ownMiddleware() {
    return own.stream().map(MiddlewareChain.Placed::middleware).toList();
  }

  /** The middleware from the outermost to this, as a list to add to. */
  List<MiddlewareChain.Placed> middleware(List<Middleware> surrounding) {
    List<MiddlewareChain.Placed> all = new ArrayList<>();
    if (parent == null) {
      surrounding.forEach(one -> all.add(new MiddlewareChain.Placed(one, "the server's")));
    } else {
      all.addAll(parent.middleware(surrounding));
    }
    all.addAll(own);
    return all;
  }

  /** The thread, from the innermost scope that says one. */
  Dispatch dispatch(Dispatch surrounding) {
    if (dispatch != null) {
      return dispatch;
    }
    return parent == null ? surrounding : parent.dispatch(surrounding);
  }

  /** The limits, inner ones over outer ones. */
  Limits limits(Limits surrounding) {
    Limits outer = parent == null ? surrounding : parent.limits(surrounding);
    return limits == null ? outer : limits.over(outer);
  }
}
