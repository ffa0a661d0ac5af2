package dev.weir.core.http;

import dev.weir.http.ClientGoneException;
import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what a handler threw to what the client gets: the log has the inside, the client an id. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * Whether the client is to blame, or has gone: such a failure it can have as often as it likes,
   * so it mustn't fill the log.
   */
  static boolean isClients(Throwable failure) {
    return failure instanceof ClientGoneException
        || failure instanceof NoRoomException
        || (failure instanceof ProblemException known && known.problem().status() < 500);
  }

  /** Says what is wrong; and when to come again, where that helps. */
  static Response answer(Problem problem) {
    Response answer = Response.problem(problem);
    return problem == NoRoomException.PROBLEM
        ? answer.withHeader(HeaderNames.RETRY_AFTER, "1")
        : answer;
  }

  /** The answer to a failed request. */
  static Response answer(Request request, Throwable failure) {
    if (failure instanceof ProblemException known) {
      if (isClients(known)) {
        LOG.debug("{} on {}: {}", request, request.route().pattern(), known.problem(), known);
      } else {
        LOG.warn("{} on {}: {}", request, request.route().pattern(), known.problem(), known);
      }
      return answer(known.problem());
    }
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong() | 1L << 63);
    LOG.error(
        "{} failed on the route {} {}, error {}",
        request,
        request.route().method(),
        request.route().pattern(),
        id,
        failure);
    return Response.problem(Problem.of(500).with("error", id));
  }
}
