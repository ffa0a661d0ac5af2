package dev.weir.core.routing;

import dev.weir.Slot;
import dev.weir.http.HttpHandler;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;

/**
 * How a request that is refused before its handler runs is answered through middleware all the
 * same, so that an access log has it.
 */
public final class Refusal {
  private static final Slot<Problem> PROBLEM = Slot.named("why the request is refused");

  private Refusal() {}

  /** Says why, for the handler of {@link HttpRouting#refused}. */
  public static void of(Request request, Problem problem) {
    request.set(PROBLEM, problem);
  }

  static HttpHandler handler() {
    return request -> Response.problem(request.require(PROBLEM));
  }
}
