package dev.weir.core.tcp;

import dev.weir.Bytes;

/** Runs the handler for a session's frames, one at a time, in order. On the event loop. */
sealed interface FrameRunner permits InlineFrames, FrameActor {
  /** Makes the session's own handler, if it has one and that wasn't done. */
  void start();

  /**
   * Takes a frame.
   *
   * @return false if enough of them wait now; {@link FrameStream#resume} will be called
   */
  boolean accept(Bytes frame);

  /** No more frames are taken in this call of the stream's handler. */
  void batchEnded();

  /** Whether nothing runs and nothing waits. */
  boolean isIdle();

  /** Forgets what waits; what runs goes on. Any thread. */
  void drop();
}
