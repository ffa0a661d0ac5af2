package dev.weir.http;

import dev.weir.annotation.Stable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client has gone before its request was read or its answer was sent. */
@Stable
public final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what is known of the connection's end. */
  public ClientGoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
