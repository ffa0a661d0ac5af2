package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.annotation.Preview;

/** Takes the bytes of one stream. All calls come on its event loop, never one inside another. */
@Preview
public interface StreamHandler {
  /**
   * Takes bytes. What it moves the position past counts as consumed. What it leaves is kept by the
   * stream and comes again, in front of what follows, once new bytes have come and there are as
   * many as needed, or once reading is resumed.
   *
   * @param input what is there, lent for the length of the call
   * @return how many bytes from the new position on are needed at least before a further call is
   *     worth it; 0 and 1 are the same. At most {@link ByteStream#maxHeld}: more ends the stream.
   */
  int input(LentBytes input);

  /**
   * The peer has finished sending: no new bytes come. While reading is paused, this waits for it to
   * be resumed and for what is held to be delivered.
   *
   * @param rest what is left of the input; unconsumed, it can be had again as {@link #input} with
   *     {@link ByteStream#resumeReading}
   */
  void inputEnded(LentBytes rest);

  /** Output has fallen below the low watermark after it had been above the high one. */
  default void writable() {}

  /** The stream has ended; the last call, exactly once. */
  void closed(CloseCause cause);
}
