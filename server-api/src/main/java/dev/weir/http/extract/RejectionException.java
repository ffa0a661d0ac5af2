package dev.weir.http.extract;

import dev.weir.annotation.Stable;
import dev.weir.http.ProblemException;
import org.jspecify.annotations.Nullable;

/** A request doesn't hold what an extractor wants. */
@Stable
public final class RejectionException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  /**
   * For a rejection; the cause is for the log only. No stack trace is taken: it would say nothing
   * of the request, and a client that sends nonsense shouldn't cost more than one that doesn't.
   */
  public RejectionException(Rejection rejection, @Nullable Throwable cause) {
    super(rejection.toProblem(), cause, false);
    this.rejection = rejection;
  }

  /** What is missing or wrong. */
  public Rejection rejection() {
    return rejection;
  }
}
