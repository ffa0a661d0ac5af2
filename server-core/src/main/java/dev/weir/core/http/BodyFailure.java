package dev.weir.core.http;

import dev.weir.http.Problem;
import java.io.IOException;

/** Carries a problem with the body through the queue to who reads it. */
final class BodyFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  BodyFailure(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
