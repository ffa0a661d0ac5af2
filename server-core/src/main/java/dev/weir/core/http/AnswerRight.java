package dev.weir.core.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The right to answer an exchange: whoever moves it out of HANDLING has it, be it the handler's
 * thread, or the loop when the time is over or the client has gone. Any thread.
 *
 * <pre>
 *   HANDLING ----> ANSWERING ----> ENDED
 *    ^    \______________________________^   the client has gone
 *    v
 *   HINTING
 * </pre>
 */
final class AnswerRight {
  private enum Phase {
    HANDLING,
    /** The handler's thread sends an interim answer: for so long nobody else answers. */
    HINTING,
    ANSWERING,
    ENDED
  }

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(AnswerRight.class, "phase", Phase.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Phase phase = Phase.HANDLING;

  /** Makes it another request's: nobody else looks yet. On the loop. */
  void renew() {
    PHASE.set(this, Phase.HANDLING);
  }

  /** Whether nobody has answered, or is about to say something. */
  boolean isFree() {
    return phase == Phase.HANDLING;
  }

  boolean isUnanswered() {
    Phase now = phase;
    return now == Phase.HANDLING || now == Phase.HINTING;
  }

  /** Takes it; false if somebody else has it, or hints. */
  boolean take() {
    return PHASE.compareAndSet(this, Phase.HANDLING, Phase.ANSWERING);
  }

  /** Takes it for an interim answer, until {@link #endHint}. */
  boolean takeToHint() {
    return PHASE.compareAndSet(this, Phase.HANDLING, Phase.HINTING);
  }

  void endHint() {
    phase = Phase.HANDLING;
  }

  boolean isHinting() {
    return phase == Phase.HINTING;
  }

  /** The exchange is over. Nobody waits for it, so no fence is needed. */
  void end() {
    PHASE.setRelease(this, Phase.ENDED);
  }

  boolean isEnded() {
    return phase == Phase.ENDED;
  }
}
