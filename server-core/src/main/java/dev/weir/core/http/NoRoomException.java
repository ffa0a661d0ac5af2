package dev.weir.core.http;

import dev.weir.http.Problem;
import dev.weir.http.ProblemException;

/**
 * What bodies may hold together is held. Any client can have it as often as it likes, so it isn't
 * the log's business.
 */
final class NoRoomException extends ProblemException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  static final Problem PROBLEM =
      Problem.of(503, "The server has no room for the body now; send it again later");

  NoRoomException() {
    super(PROBLEM);
  }
}
