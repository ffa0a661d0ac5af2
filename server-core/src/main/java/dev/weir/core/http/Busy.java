package dev.weir.core.http;

import dev.weir.DoorStatus.Handlers.NoPlace;
import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.Response;

/**
 * Why a request isn't let in, and what it gets: too many are being handled.
 *
 * @param counted under what
 * @param problem what is wrong
 * @param answer says so, and when to come again
 */
record Busy(NoPlace counted, Problem problem, Response answer) {
  /** All of the server's places are taken. */
  static final Busy SERVER = of(NoPlace.SERVER, Problem.of(503, "The server is busy"));

  /** All of the client's places are taken. */
  static final Busy CLIENT =
      of(NoPlace.CLIENT, Problem.of(429, "Too many requests of this client are being handled"));

  private static Busy of(NoPlace counted, Problem problem) {
    Response answer = Response.problem(problem).withHeader(HeaderNames.RETRY_AFTER, "1");
    return new Busy(counted, problem, answer);
  }
}
