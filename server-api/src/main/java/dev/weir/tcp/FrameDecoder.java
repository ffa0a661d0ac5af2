package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.annotation.Stable;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in one connection's bytes. Used by one thread at a time; it may remember how far
 * it has looked, so that a frame that trickles in isn't scanned from its start each time.
 */
@Stable
public interface FrameDecoder {
  /**
   * Takes the next frame.
   *
   * @param input the bytes; on a frame its position moves past it, else it stays
   * @param maxFrame the most bytes a frame may have
   * @return the frame's content as a copy, or null if it hasn't come whole
   * @throws FrameException if the bytes can't be a frame, or one that is too large
   */
  @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException;

  /**
   * After a null: how many bytes from the position on are needed at least before asking again is
   * worth it. More than there were.
   */
  int needed();
}
