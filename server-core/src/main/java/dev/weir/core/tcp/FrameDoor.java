package dev.weir.core.tcp;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Slot;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.stream.LoopClocks;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of a door share.
 *
 * @param framing tells frames apart
 * @param chain the middleware around the handler
 * @param sessions makes the handler of each session, which the chain then finds in {@link
 *     #OWN_HANDLER}; null if all have the same
 */
record FrameDoor(
    String name,
    Framing framing,
    FrameHandler chain,
    @Nullable Function<Session, FrameHandler> sessions,
    Dispatch dispatch,
    WorkRunner work,
    LoopClocks clocks,
    PeerFaults faults,
    long maxFrame,
    long readAhead,
    Duration idleLimit,
    Duration progressLimit) {
  private static final Slot<FrameHandler> OWN_HANDLER = Slot.named("the session's own handler");

  /** Finds the session's own handler, so that the middleware is composed once for all sessions. */
  static final FrameHandler TO_OWN_HANDLER =
      (session, frame) -> session.require(OWN_HANDLER).handle(session, frame);

  static FrameDoor of(
      DoorSetup setup,
      Framing framing,
      FrameHandler chain,
      @Nullable Function<Session, FrameHandler> sessions) {
    Limits limits = setup.limits();
    return new FrameDoor(
        setup.door(),
        framing,
        chain,
        sessions,
        setup.dispatch(),
        setup.work(),
        new LoopClocks(),
        new PeerFaults(),
        limits.get(Limits.MAX_FRAME),
        limits.get(Limits.READ_AHEAD),
        limits.get(Limits.SESSION_IDLE_TIMEOUT),
        limits.get(Limits.PROGRESS_TIMEOUT));
  }

  /** Makes the session's own handler, if it has one. User code: on the thread of the handlers. */
  void open(Session session) {
    if (sessions != null) {
      FrameHandler own = sessions.apply(session);
      if (own == null) {
        throw new IllegalStateException(
            "The function given to sessions() on door " + name + " made no handler");
      }
      session.set(OWN_HANDLER, own);
    }
  }
}
