package dev.weir;

import dev.weir.annotation.Stable;
import org.jspecify.annotations.Nullable;

/**
 * The server can't start: wrong wiring, wrong configuration, a plugin that doesn't load, an address
 * that is taken. The message names what is wrong, where, and what to do. Nothing is left open.
 */
@Stable
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the one who starts the server. */
  public StartException(String message) {
    super(message);
  }

  /** With a message and what caused it. */
  public StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
