package dev.weir.tcp;

import dev.weir.annotation.Stable;

/** How a session ended. */
@Stable
public sealed interface SessionEnd {
  /** At a boundary between frames, by either side. */
  record Clean() implements SessionEnd {}

  /**
   * The peer finished in the middle of a frame.
   *
   * @param bytes how many bytes of it had come
   */
  record Truncated(long bytes) implements SessionEnd {}

  /** By an error: a reset, a malformed or too large frame, a handler's exception, a timeout. */
  record Failed(Throwable cause) implements SessionEnd {}
}
