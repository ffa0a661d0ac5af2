package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.Slots;
import dev.weir.annotation.Stable;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/** A peer on a door of frames. All methods may be called from any thread, at any time. */
@Stable
public interface Session extends ConnectionInfo, Slots {
  /** When the last byte came or went, to about a second. */
  Instant lastActivity();

  /** Whether frames can still be sent. */
  boolean isOpen();

  /**
   * Sends a frame. Off the session's event loop it waits while too much is unsent; on it, it never
   * waits, and reading from the peer stops instead until there is room.
   *
   * @throws SessionClosedException if the session has ended
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; the frame
   *     wasn't sent, and the thread's interrupt status stays set
   * @throws IllegalArgumentException if the frame can't be written in the door's framing; nothing
   *     was sent
   * @throws IllegalStateException if it would have to wait on the event loop of another session:
   *     there, use {@link #offer}
   */
  void send(Bytes frame) throws IOException;

  /**
   * Sends a frame if there is room, and never waits: for broadcasts.
   *
   * @return whether it was taken; false too once the session has ended
   * @throws IllegalArgumentException as {@link #send}
   */
  boolean offer(Bytes frame);

  /** Closes after what was sent so far has left. */
  void close();

  /** Ends the session at once; what is unsent is lost. */
  void abort();

  /** Calls {@code listener} once the session has ended, on a virtual thread; at once if it has. */
  void onEnd(Consumer<SessionEnd> listener);
}
