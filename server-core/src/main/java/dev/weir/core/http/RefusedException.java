package dev.weir.core.http;

import dev.weir.http.Problem;
import java.util.Objects;

/** Input that is refused. Its message reaches the client: it names what was wrong, and where. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Refused with a status, and a sentence that says what was wrong. */
  public RefusedException(int status, String detail) {
    this(Problem.of(status, detail));
  }

  /** Refused with a problem. */
  public RefusedException(Problem problem) {
    // No stack trace: a peer causes these as often as it likes, and the message says it all.
    super(problem.detail(), null, false, false);
    this.problem = Objects.requireNonNull(problem);
  }

  /** A 400. */
  public static RefusedException malformed(String message) {
    return new RefusedException(400, message);
  }

  /** What the client gets. */
  public Problem problem() {
    return problem;
  }
}
