package dev.weir.tcp;

import dev.weir.annotation.Stable;
import java.io.IOException;

/** The peer's bytes aren't frames of this framing, or a frame is too large. Ends the session. */
@Stable
public final class FrameException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public FrameException(String message) {
    super(message);
  }
}
