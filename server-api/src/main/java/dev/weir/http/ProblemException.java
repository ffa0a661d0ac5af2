package dev.weir.http;

import dev.weir.annotation.Stable;
import org.jspecify.annotations.Nullable;

/** Carries a problem out of a handler; the client gets it as it is. */
@Stable
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** For a problem. */
  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** For a problem, with its cause, which is for the log only. */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** As the others, and without a stack trace unless asked for one. */
  protected ProblemException(
      Problem problem, @Nullable Throwable cause, boolean writableStackTrace) {
    super(problem.toString(), cause, true, writableStackTrace);
    this.problem = problem;
  }

  /** What the client gets. */
  public Problem problem() {
    return problem;
  }
}
