package dev.weir.core.websocket;

import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.websocket.WebSocketEnd;
import java.util.Arrays;

/**
 * Where a message is put together. It grows as octets come and never by what a frame only declares,
 * up to the limit.
 */
final class MessageBuffer {
  private static final byte[] NONE = new byte[0];
  private static final int FIRST_BYTES = 256;

  private final int max;
  private final GatheredBytes.Account gathered;
  private byte[] array = NONE;
  private int size;

  /**
   * @param max the most octets of a message
   * @param gathered where it is counted
   */
  MessageBuffer(long max, GatheredBytes.Account gathered) {
    this.gathered = gathered;
    this.max = (int) Math.min(max, Integer.MAX_VALUE - 16);
  }

  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  /** Room for {@code count} more octets behind {@link #size}, at least. */
  void makeRoom(int count) throws WebSocketException {
    requireWithinLimit(count);
    if (array.length - size < count) {
      long doubled = Math.max(FIRST_BYTES, Math.max(2L * array.length, (long) size + count));
      int length = (int) Math.min(doubled, max);
      if (!gathered.tryHold(length)) {
        throw new WebSocketException(
            WebSocketEnd.TRY_AGAIN_LATER, "The server has no room for the message now");
      }
      array = Arrays.copyOf(array, length);
    }
  }

  /** Room for as many octets more, but not beyond the limit; for one at least. */
  void makeRoomUpTo(int count) throws WebSocketException {
    makeRoom(Math.max(1, Math.min(count, max - size)));
  }

  boolean isFull() {
    return size == max;
  }

  /** So many octets were put behind {@link #size}. */
  void added(int count) {
    size += count;
  }

  /** Refuses what would be too long with so many octets more. */
  void requireWithinLimit(long more) throws WebSocketException {
    if (more > max - size) {
      throw new WebSocketException(
          WebSocketEnd.TOO_BIG, "A message is longer than " + max + " bytes");
    }
  }

  /** The next message starts with an array of its own: an idle WebSocket has none. */
  void reset() {
    array = NONE;
    size = 0;
    gathered.hold(0);
  }
}
