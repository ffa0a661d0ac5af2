package dev.weir.tcp;

import dev.weir.annotation.Stable;
import java.io.IOException;

/** The session has ended, so nothing can be sent. */
@Stable
public final class SessionClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With how it ended. */
  public SessionClosedException(String message) {
    super(message);
  }
}
