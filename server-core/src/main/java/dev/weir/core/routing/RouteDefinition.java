package dev.weir.core.routing;

import dev.weir.http.Endpoint;
import dev.weir.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A route as it was registered.
 *
 * @param scope the door or group it is in
 * @param method the method, or null for any
 * @param pattern its path, prefixes included
 * @param endpoint what answers it
 * @param line where it was registered
 */
record RouteDefinition(
    Scope scope,
    @Nullable HttpMethod method,
    PathPattern pattern,
    Endpoint.Definition endpoint,
    String line) {
  /** The method as messages and {@link dev.weir.http.Route} give it. */
  String methodName() {
    return method == null ? "*" : method.name();
  }

  /** The route for messages: method, path and line. */
  String describe() {
    return methodName() + " " + pattern.text() + " (" + line + ")";
  }
}
