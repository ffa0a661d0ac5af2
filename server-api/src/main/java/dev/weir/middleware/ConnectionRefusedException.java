package dev.weir.middleware;

import dev.weir.annotation.Stable;

/** A middleware doesn't let a connection in. The message is for the log; the peer sees a close. */
@Stable
public final class ConnectionRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason; no stack trace is taken, since refusing must stay cheap. */
  public ConnectionRefusedException(String message) {
    super(message, null, false, false);
  }
}
