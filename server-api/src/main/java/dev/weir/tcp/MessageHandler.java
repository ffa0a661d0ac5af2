package dev.weir.tcp;

import dev.weir.annotation.Stable;

/** Handles typed messages of sessions. What it throws ends the session, and is logged. */
@FunctionalInterface
@Stable
public interface MessageHandler<I, O> {
  /** Handles one message; the session's next one waits until this returns. */
  void handle(MessageSession<O> session, I message) throws Exception;
}
