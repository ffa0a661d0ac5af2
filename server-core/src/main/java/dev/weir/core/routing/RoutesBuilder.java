package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.door.LimitScope;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpRoutes;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the routes of a door, and compiles them once its surroundings are known. For one thread.
 *
 * <p>What is wrong with a route is kept and reported by {@link #compile} together with what is
 * wrong with the others, each with the line that registered it.
 */
public final class RoutesBuilder implements HttpRoutes {
  private final String door;
  private final Scope scope;
  private final Registrations registrations;

  /** What the builders of a door and its groups have in common. */
  private record Registrations(
      List<RouteDefinition> routes, List<Scope> scopes, RoutingErrors errors) {}

  /** For a door, by the name that messages give it. */
  public RoutesBuilder(String doorName) {
    this(
        doorName,
        Scope.door(),
        new Registrations(new ArrayList<>(), new ArrayList<>(), new RoutingErrors()));
  }

  private RoutesBuilder(String door, Scope scope, Registrations registrations) {
    this.door = door;
    this.scope = scope;
    this.registrations = registrations;
    registrations.scopes.add(scope);
  }

  @Override
  public HttpRoutes on(HttpMethod method, String path, HttpHandler handler) {
    return add(Objects.requireNonNull(method), path, Endpoint.of(Objects.requireNonNull(handler)));
  }

  @Override
  public HttpRoutes on(HttpMethod method, String path, Endpoint<?> endpoint) {
    return add(Objects.requireNonNull(method), path, endpoint);
  }

  @Override
  public HttpRoutes any(String path, HttpHandler handler) {
    return add(null, path, Endpoint.of(Objects.requireNonNull(handler)));
  }

  @Override
  public HttpRoutes any(String path, Endpoint<?> endpoint) {
    return add(null, path, endpoint);
  }

  private HttpRoutes add(@Nullable HttpMethod method, String path, Endpoint<?> endpoint) {
    String line = SourceLine.ofCaller();
    Limits limits = endpoint.definition().limits();
    if (limits != null) {
      checkLimits(LimitScope.ROUTE, "'" + path + "'", line, limits);
    }
    try {
      PathPattern pattern = PathPattern.parse(scope.prefix() + path);
      registrations.routes.add(
          new RouteDefinition(scope, method, pattern, endpoint.definition(), line));
    } catch (IllegalArgumentException e) {
      registrations.errors.add("'" + path + "' (" + line + "): " + e.getMessage());
    }
    return this;
  }

  @Override
  public HttpRoutes group(String prefix, Consumer<HttpRoutes> routes) {
    String line = SourceLine.ofCaller();
    try {
      checkPrefix(prefix);
    } catch (IllegalArgumentException e) {
      registrations.errors.add("group '" + prefix + "' (" + line + "): " + e.getMessage());
      return this;
    }
    routes.accept(new RoutesBuilder(door, scope.group(prefix), registrations));
    return this;
  }

  private void checkPrefix(String prefix) {
    if (prefix.isEmpty()) {
      return;
    }
    if (prefix.endsWith("/")) {
      throw new IllegalArgumentException("a prefix doesn't end with '/', its routes begin with it");
    }
    PathPattern pattern = PathPattern.parse(scope.prefix() + prefix);
    if (pattern.segments().getLast() instanceof PathPattern.Rest) {
      throw new IllegalArgumentException("nothing can follow the rest");
    }
  }

  @Override
  public HttpRoutes middleware(Middleware... middleware) {
    scope.addMiddleware(List.of(middleware), SourceLine.ofCaller());
    return this;
  }

  @Override
  public HttpRoutes dispatch(Dispatch dispatch) {
    scope.setDispatch(Objects.requireNonNull(dispatch));
    return this;
  }

  @Override
  public HttpRoutes limits(Limits limits) {
    checkLimits(scope.limitScope(), "limits", SourceLine.ofCaller(), limits);
    scope.setLimits(limits);
    return this;
  }

  private void checkLimits(LimitScope where, String what, String line, Limits limits) {
    for (String misplaced : where.misplaced(limits)) {
      registrations.errors.add(what + " (" + line + "): " + misplaced);
    }
  }

  @Override
  public HttpRoutes notFound(HttpHandler handler) {
    scope.setNotFound(Objects.requireNonNull(handler), SourceLine.ofCaller());
    return this;
  }

  /**
   * The door's own middleware, the outermost first: those whose {@code connect} is to be called.
   */
  public List<Middleware> doorMiddleware() {
    return scope.ownMiddleware();
  }

  /** The door's own limits over those given. */
  public Limits doorLimits(Limits serverLimits) {
    return scope.limits(serverLimits);
  }

  /**
   * Checks all routes and composes them.
   *
   * @param setup the door's surroundings; its middleware is what lies outside of the door's own,
   *     which is added here
   * @throws StartException naming all that is wrong, each with its line
   */
  public HttpRouting compile(DoorSetup setup) {
    RoutingErrors errors = registrations.errors.copy();
    HttpRouting routing =
        new RouteCompiler(setup, registrations.routes, registrations.scopes, errors).compile();
    errors.throwIfAny(door);
    return routing;
  }
}
