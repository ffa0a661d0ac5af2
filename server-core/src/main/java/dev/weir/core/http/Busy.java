package dev.weir.core.http;

import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.Response;

/** What a request gets that isn't let in, since too many are being handled. */
final class Busy {
  private Busy() {}

  /** All of the server's places are taken. */
  static Response server() {
    return answer(Problem.of(503, "The server is busy"));
  }

  /** All of the client's places are taken. */
  static Response client() {
    return answer(Problem.of(429, "Too many requests of this client are being handled"));
  }

  private static Response answer(Problem problem) {
    return Response.problem(problem).withHeader(HeaderNames.RETRY_AFTER, "1");
  }
}
