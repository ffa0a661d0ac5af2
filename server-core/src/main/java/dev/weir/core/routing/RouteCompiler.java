package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.core.door.DoorSetup;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpMethod;
import dev.weir.http.Route;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks and composes the routes of a door, once. */
final class RouteCompiler {
  private static final String UNMATCHED = "(unmatched)";
  private static final String REFUSED = "(refused)";

  private final DoorSetup setup;
  private final List<RouteDefinition> definitions;
  private final List<Scope> scopes;
  private final RoutingErrors errors;
  private final ValueEncoders values;
  private final BodyDecoders bodies;
  private final AtomicReference<RouteTree> compiledTree = new AtomicReference<>();
  private final AutomaticAnswers automatic = new AutomaticAnswers(compiledTree);

  /** What answers on a route, and how its values are encoded. */
  private record Composed(HttpHandler chain, ValueEncoding values) {}

  RouteCompiler(
      DoorSetup setup,
      List<RouteDefinition> definitions,
      List<Scope> scopes,
      RoutingErrors errors) {
    this.setup = setup;
    this.definitions = definitions;
    this.scopes = scopes;
    this.errors = errors;
    this.values = new ValueEncoders(setup.codecs(), setup.strictReturns());
    this.bodies = new BodyDecoders(setup.codecs());
  }

  /** The routing; of no use if there are errors. */
  HttpRouting compile() {
    RouteTree.Builder tree = new RouteTree.Builder();
    Map<String, MethodRoutes> literals = new HashMap<>();
    for (List<RouteDefinition> sameShape : byShape().values()) {
      sameShape.sort((one, other) -> one.methodName().compareTo(other.methodName()));
      PathPattern pattern = sameShape.getFirst().pattern();
      MethodRoutes routes = methodRoutes(sameShape);
      tree.add(pattern, routes);
      if (pattern.isLiteral() && isItsOwnTarget(pattern.text())) {
        literals.put(pattern.text(), routes);
      }
    }
    RouteTree routes = tree.build();
    compiledTree.set(routes);
    Scope door = scopes.getFirst();
    CompiledRoute serverOptions =
        automatic("*", List.of(), door, automatic.serverOptions(definitions));
    CompiledRoute refused = automatic(REFUSED, List.of(), door, Refusal.handler());
    return new CompiledRouting(
        Map.copyOf(literals), routes, unmatched(), serverOptions, refused, refusedOnLoop(door));
  }

  private @Nullable CompiledRoute refusedOnLoop(Scope door) {
    return MiddlewareChain.mayBlock(door.middleware(setup.middleware()), REFUSED)
        ? null
        : answer(REFUSED, List.of(), door, Refusal.handler(), Dispatch.EVENT_LOOP, REFUSED);
  }

  private static boolean isItsOwnTarget(String path) {
    return path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '%');
  }

  /** Patterns are of one shape if they differ in the names of parameters only. */
  private Map<String, List<RouteDefinition>> byShape() {
    Map<String, List<RouteDefinition>> shapes = new LinkedHashMap<>();
    for (RouteDefinition definition : definitions) {
      shapes
          .computeIfAbsent(definition.pattern().shape(), shape -> new ArrayList<>())
          .add(definition);
    }
    return shapes;
  }

  private MethodRoutes methodRoutes(List<RouteDefinition> sameShape) {
    Map<HttpMethod, RouteDefinition> taken = new HashMap<>();
    RouteDefinition anyTaken = null;
    List<HttpMethod> methods = new ArrayList<>();
    List<CompiledRoute> routes = new ArrayList<>();
    CompiledRoute any = null;
    for (RouteDefinition definition : sameShape) {
      HttpMethod method = definition.method();
      RouteDefinition other = method == null ? anyTaken : taken.put(method, definition);
      if (other != null) {
        errors.add(
            "no request can tell "
                + other.describe()
                + " from "
                + definition.describe()
                + ": remove one, or change its path");
        continue;
      }
      CompiledRoute route = route(definition);
      if (method == null) {
        anyTaken = definition;
        any = route;
      } else {
        methods.add(method);
        routes.add(route);
      }
    }
    RouteDefinition first = sameShape.getFirst();
    PathPattern pattern = first.pattern();
    return new MethodRoutes(
        pattern.isLiteral() ? pattern.text() : null,
        methods,
        routes,
        any,
        automatic(pattern.text(), pattern.parameterNames(), first.scope(), automatic.refusal()),
        automatic(pattern.text(), pattern.parameterNames(), first.scope(), automatic.options()));
  }

  private CompiledRoute route(RouteDefinition definition) {
    Endpoint.Definition endpoint = definition.endpoint();
    Scope scope = definition.scope();
    Dispatch dispatch =
        endpoint.dispatch() != null ? endpoint.dispatch() : scope.dispatch(setup.dispatch());
    List<MiddlewareChain.Placed> middleware = scope.middleware(setup.middleware());
    for (Middleware own : endpoint.middleware()) {
      middleware.add(new MiddlewareChain.Placed(own, definition.line()));
    }
    List<String> names = definition.pattern().parameterNames();
    Composed composed =
        reporting(
            definition.describe(),
            () -> {
              MiddlewareChain around = new MiddlewareChain(middleware);
              Wiring wiring =
                  new Wiring(
                      definition.describe(), names, around.provided(), setup, bodies, dispatch);
              ValueEncoding encoding = values.declared(endpoint.returns(), wiring);
              HttpHandler handler = endpoint.binder().bind(wiring, endpoint.returns());
              return new Composed(
                  around.compose(handler, dispatch, definition.describe()), encoding);
            });
    Limits limits = scope.limits(setup.limits());
    return new CompiledRoute(
        new Route(definition.methodName(), definition.pattern().text(), dispatch),
        names,
        composed.chain,
        setup(
            endpoint.limits() == null ? limits : endpoint.limits().over(limits),
            dispatch,
            middleware),
        composed.values);
  }

  /**
   * An answer that the server gives by itself. On a virtual thread always: on the event loop a body
   * that nobody wants would be read whole first.
   */
  private CompiledRoute automatic(
      String pattern, List<String> names, Scope scope, HttpHandler handler) {
    return answer(pattern, names, scope, handler, Dispatch.VIRTUAL_THREAD, pattern);
  }

  private CompiledRoute answer(
      String pattern,
      List<String> names,
      Scope scope,
      HttpHandler handler,
      Dispatch dispatch,
      String description) {
    List<MiddlewareChain.Placed> middleware = scope.middleware(setup.middleware());
    Composed composed =
        reporting(
            description,
            () ->
                new Composed(
                    new MiddlewareChain(middleware).compose(handler, dispatch, description),
                    values.undeclared()));
    return new CompiledRoute(
        new Route("*", pattern, dispatch),
        names,
        composed.chain,
        setup(scope.limits(setup.limits()), dispatch, middleware),
        composed.values);
  }

  private RouteSetup setup(
      Limits limits, Dispatch dispatch, List<MiddlewareChain.Placed> middleware) {
    return new RouteSetup(
        setup,
        limits,
        dispatch,
        middleware.stream().map(MiddlewareChain.Placed::middleware).toList());
  }

  /** Who answers what matches nothing: the door, and each group that says so for itself. */
  private RouteTree unmatched() {
    RouteTree.Builder tree = new RouteTree.Builder();
    Map<String, Scope> places = new HashMap<>();
    Scope door = scopes.getFirst();
    for (Scope scope : scopes) {
      HttpHandler handler = scope.notFound();
      if (handler == null && scope != door) {
        continue;
      }
      PathPattern prefix = scope.pattern();
      Scope other = places.put(prefix.shape(), scope);
      if (other != null && other.notFound() != null) {
        errors.add(
            "notFound for '"
                + prefix.text()
                + "' is set twice: "
                + other.notFoundLine()
                + " and "
                + scope.notFoundLine());
      }
      List<String> names = prefix.parameterNames();
      CompiledRoute route =
          handler == null
              ? automatic(UNMATCHED, names, scope, automatic.notFound())
              : answer(
                  UNMATCHED,
                  names,
                  scope,
                  handler,
                  scope.dispatch(setup.dispatch()),
                  "notFound (" + scope.notFoundLine() + ")");
      MethodRoutes all = new MethodRoutes(null, List.of(), List.of(), route, route, route);
      tree.add(prefix, all);
      tree.add(prefix.withRest(), all);
    }
    return tree.build();
  }

  /** Runs a step of one route; what is wrong is kept, so that the others are checked too. */
  private Composed reporting(String description, Supplier<Composed> step) {
    try {
      return step.get();
    } catch (StartException e) {
      errors.add(e);
    } catch (RuntimeException e) {
      errors.add(new StartException(description + ": " + e, e));
    }
    return new Composed(
        request -> {
          throw new IllegalStateException("The door " + setup.door() + " never started");
        },
        values.undeclared());
  }
}
