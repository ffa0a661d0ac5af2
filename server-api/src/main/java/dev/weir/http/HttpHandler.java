package dev.weir.http;

import dev.weir.annotation.Stable;

/**
 * Answers a request. Also what middleware wraps, so it has one method and no lifecycle.
 *
 * <p>Runs on the thread that the route's {@link dev.weir.Dispatch} says. When the time for a
 * handler is over or the client has gone, the thread is interrupted.
 */
@FunctionalInterface
@Stable
public interface HttpHandler {
  /**
   * The answer. What is thrown becomes a problem document: a {@link ProblemException} the one it
   * carries, anything else a 500 that tells nothing of the inside.
   */
  Response handle(Request request) throws Exception;
}
