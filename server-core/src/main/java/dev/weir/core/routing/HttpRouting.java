package dev.weir.core.routing;

import dev.weir.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** The compiled routes of a door. Used by all loops at once. */
public interface HttpRouting {
  /**
   * The route of a request. There always is one: what matches nothing gets the route of the 404, a
   * wrong method that of the 405, and OPTIONS that of the answer to it, each with its middleware.
   *
   * @param target the request's target as it came: origin-form, absolute-form or asterisk-form
   * @throws dev.weir.http.ProblemException 400, if the target is malformed
   */
  RouteMatch match(HttpMethod method, String target);

  /**
   * The route of requests that are refused before they have a handler: the door's middleware around
   * the answer given by {@link Refusal#by}.
   */
  CompiledRoute refused();

  /**
   * As {@link #refused}, on the event loop, for requests that have to cost next to nothing; null if
   * a middleware of the door may block.
   */
  @Nullable CompiledRoute refusedOnLoop();
}
