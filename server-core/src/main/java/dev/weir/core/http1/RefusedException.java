package dev.weir.core.http1;

import dev.weir.http.Problem;
import java.util.Objects;

/** Input that is refused. Its message reaches the client: it names what was wrong, and where. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedException(int status, String detail) {
    this(Problem.of(status, detail));
  }

  RefusedException(Problem problem) {
    // No stack trace: a peer causes these as often as it likes, and the message says it all.
    super(problem.detail(), null, false, false);
    this.problem = Objects.requireNonNull(problem);
  }

  static RefusedException malformed(String message) {
    return new RefusedException(400, message);
  }

  Problem problem() {
    return problem;
  }
}
