package dev.weir.core.routing;

import dev.weir.Slot;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Response;

/**
 * How a request that is refused before its handler runs is answered through middleware all the
 * same, so that an access log has it.
 */
public final class Refusal {
  private static final Slot<Response> ANSWER = Slot.named("what a refused request is answered");

  private Refusal() {}

  /** Says what is answered, for the handler of {@link HttpRouting#refused}. */
  public static void by(Request request, Response answer) {
    request.set(ANSWER, answer);
  }

  static HttpHandler handler() {
    return request -> request.require(ANSWER);
  }
}
