package dev.weir.core.http2;

import dev.weir.LentBytes;
import dev.weir.core.http.BodyPace;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.InboundBody;
import dev.weir.http.Headers;
import dev.weir.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request's body: to whoever reads it, or, once nobody does, to nowhere. The client's
 * window is widened as the reader takes. On the loop.
 */
final class StreamInput {
  private final Exchange exchange;
  private final @Nullable InboundBody body;
  private final long declared;
  private final int fullWindow;
  private BodyPace pace;

  private long window;
  private long received;
  private int uncredited;
  private boolean failed;

  /**
   * @param body null if the request was answered already
   * @param declared the length in bytes, or {@link RequestFields#UNDECLARED}
   */
  StreamInput(
      Exchange exchange, @Nullable InboundBody body, long declared, int window, BodyPace pace) {
    this.exchange = exchange;
    this.body = body;
    this.declared = declared;
    this.fullWindow = window;
    // Until the client knows of a smaller one, it has the default.
    this.window = Math.max(window, Frames.DEFAULT_WINDOW);
    this.pace = pace;
    if (body != null) {
      body.reportConsumed(window >> 1);
    }
  }

  /**
   * A DATA frame begins.
   *
   * @return null, or what is wrong with it
   */
  @Nullable ErrorCode begins(int flowBytes, int dataBytes, boolean ends) {
    window -= flowBytes;
    if (window < 0) {
      return ErrorCode.FLOW_CONTROL_ERROR;
    }
    received += dataBytes;
    uncredited += flowBytes - dataBytes;
    boolean lengthFits =
        declared == RequestFields.UNDECLARED
            || (ends ? received == declared : received <= declared);
    return lengthFits ? null : ErrorCode.PROTOCOL_ERROR;
  }

  /** Some of the data. */
  void data(LentBytes part, long now) {
    pace.came(part.remaining(), now);
    if (window == 0) {
      pace.hold(now);
    }
    InboundBody reader = body;
    if (reader == null || failed) {
      return;
    }
    if (received > exchange.maxBody()) {
      fail(Exchange.tooLarge(exchange.maxBody()), now);
      return;
    }
    if (exchange.needsWholeBody()) {
      Problem refusal = reader.refusalOf(received);
      if (refusal != null) {
        fail(refusal, now);
        return;
      }
      uncredited += part.remaining(); // all of it has to be there, up to the limit
    }
    reader.data(part);
  }

  /** No more of the body is taken. */
  void fail(Problem problem, long now) {
    failed = true;
    pace.end(now);
    if (body != null) {
      body.fail(problem);
      if (exchange.needsWholeBody()) {
        exchange.refuse(problem);
      }
    }
  }

  /** The body is complete. */
  void ends(Headers trailers, long now) {
    pace.end(now);
    if (body != null && !failed) {
      body.complete(trailers);
    }
  }

  /** Whether the trailers end a body of the declared length. */
  boolean mayEnd() {
    return declared == RequestFields.UNDECLARED || received == declared;
  }

  /**
   * The credit that the client has earned, if it is worth a frame.
   *
   * @return by how many bytes to widen the window, or 0
   */
  int takeCredit(long now) {
    if (body != null && !failed) {
      uncredited += (int) body.takeConsumed();
    }
    int credit = uncredited;
    if (credit < fullWindow >> 1 || failed) {
      return 0;
    }
    uncredited = 0;
    window += credit;
    pace.resume(now);
    return credit;
  }

  /**
   * Whether the client is sending more than it has a window for: then it has to be told that nobody
   * wants it. One that has sent nothing yet may be about to end what it has to say.
   */
  boolean isOverrun() {
    boolean restFits = declared != RequestFields.UNDECLARED && declared - received <= window;
    return failed || (received > 0 && !restFits);
  }

  /** The answer is complete: nobody waits for the rest, which is to come at this pace. */
  void dropRest(BodyPace ofRest, long now) {
    pace.end(now);
    pace = ofRest;
  }

  /** The stream is closed. */
  void close(long now) {
    pace.end(now);
  }

  /**
   * In how many nanoseconds to look whether it is too slow; not above 0 if it is.
   *
   * @param held whether the client is kept from sending by more than its window
   */
  long dueIn(boolean held, long now) {
    boolean needsNoWindow = received == declared; // to say that this was all
    return pace.dueIn(!held && (window > 0 || needsNoWindow), now);
  }

  /** Whether no more of it is taken. */
  boolean hasFailed() {
    return failed;
  }

  /** What is wrong with one that is too slow. */
  Problem tooSlow(long now) {
    return pace.problem(now);
  }
}
