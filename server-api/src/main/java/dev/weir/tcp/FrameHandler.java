package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;

/**
 * Handles the frames of sessions. What it throws ends the session, after what was sent so far, and
 * is logged.
 *
 * <pre>{@code
 * tcp.frames(Framing.lengthPrefixed(), Session::send)   // an echo
 * }</pre>
 */
@FunctionalInterface
@Stable
public interface FrameHandler {
  /** Handles one frame; the session's next one waits until this returns. */
  void handle(Session session, Bytes frame) throws Exception;
}
