package dev.weir.http;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.annotation.Stable;
import dev.weir.middleware.Middleware;
import java.util.function.Consumer;

/**
 * The routes of a door or a group.
 *
 * <p>A path is literal segments, {@code {name}} for one segment, and {@code {name...}} at the end
 * for the rest. The most specific route wins, whatever the order: literal before parameter before
 * rest, from left to right; where that route doesn't take the method, the next one that does. Two
 * that can't be told apart stop the start, both lines named. A path that matches with other methods
 * only answers 405 with {@code Allow}; HEAD and OPTIONS are answered by themselves unless routed.
 *
 * <p>Literals are written as {@link Request#path} gives them, decoded. A slash at the end counts:
 * {@code /orders} and {@code /orders/} are two paths, and so are {@code /a/b} and {@code /a//b}. A
 * parameter is never empty; {@code /files/{rest...}} matches {@code /files/} with an empty rest,
 * and not {@code /files}. In a group the empty path is that of the prefix itself.
 *
 * <p>What is set with {@link #middleware}, {@link #dispatch} and {@link #limits} holds for the
 * whole door or group, whatever the order of the calls, and can be narrowed by an inner group or an
 * {@link Endpoint}.
 */
@Stable
public interface HttpRoutes {
  /** Routes a method to a handler. */
  HttpRoutes on(HttpMethod method, String path, HttpHandler handler);

  /** Routes a method to an endpoint. */
  HttpRoutes on(HttpMethod method, String path, Endpoint<?> endpoint);

  default HttpRoutes get(String path, HttpHandler handler) {
    return on(HttpMethod.GET, path, handler);
  }

  default HttpRoutes get(String path, Endpoint<?> endpoint) {
    return on(HttpMethod.GET, path, endpoint);
  }

  default HttpRoutes post(String path, HttpHandler handler) {
    return on(HttpMethod.POST, path, handler);
  }

  default HttpRoutes post(String path, Endpoint<?> endpoint) {
    return on(HttpMethod.POST, path, endpoint);
  }

  default HttpRoutes put(String path, HttpHandler handler) {
    return on(HttpMethod.PUT, path, handler);
  }

  default HttpRoutes put(String path, Endpoint<?> endpoint) {
    return on(HttpMethod.PUT, path, endpoint);
  }

  default HttpRoutes patch(String path, HttpHandler handler) {
    return on(HttpMethod.PATCH, path, handler);
  }

  default HttpRoutes patch(String path, Endpoint<?> endpoint) {
    return on(HttpMethod.PATCH, path, endpoint);
  }

  default HttpRoutes delete(String path, HttpHandler handler) {
    return on(HttpMethod.DELETE, path, handler);
  }

  default HttpRoutes delete(String path, Endpoint<?> endpoint) {
    return on(HttpMethod.DELETE, path, endpoint);
  }

  /** Routes every method that no other route of this path takes to a handler. */
  HttpRoutes any(String path, HttpHandler handler);

  /** Routes every method that no other route of this path takes to an endpoint. */
  HttpRoutes any(String path, Endpoint<?> endpoint);

  /**
   * Routes under a prefix, with their own middleware and limits. The prefix may hold parameters; it
   * begins with a slash and doesn't end with one, since its routes begin with it.
   */
  HttpRoutes group(String prefix, Consumer<HttpRoutes> routes);

  /**
   * Adds middleware, the first one outermost, inside of what surrounds this. Its {@link
   * Middleware#connect} is called for a door, and not for a group: a connection is older than its
   * requests.
   */
  HttpRoutes middleware(Middleware... middleware);

  /** The thread of these routes. */
  HttpRoutes dispatch(Dispatch dispatch);

  /** The limits of these routes, over those of the server. */
  HttpRoutes limits(Limits limits);

  /** Answers requests under this door or group that match nothing; by default a 404. */
  HttpRoutes notFound(HttpHandler handler);
}
