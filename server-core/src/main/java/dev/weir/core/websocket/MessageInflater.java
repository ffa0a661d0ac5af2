package dev.weir.core.websocket;

import dev.weir.websocket.WebSocketEnd;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates the client's messages (RFC 7692, section 7.2.2), never beyond the limit of one. */
final class MessageInflater {
  private static final int STEP = 4 << 10;

  /** What the client has left out at a message's end. */
  private static final byte[] TAIL = {0, 0, -1, -1};

  private final Inflater inflater = new Inflater(true);
  private final boolean forgets;

  /**
   * @param forgets whether each message was compressed by itself
   */
  MessageInflater(boolean forgets) {
    this.forgets = forgets;
  }

  /** Inflates a part of a message, to behind what is in {@code target}. */
  void inflate(byte[] array, int from, int count, MessageBuffer target) throws WebSocketException {
    inflater.setInput(array, from, count);
    try {
      while (inflateSome(target)) {
        int left = inflater.getRemaining();
        if (inflater.finished() && left > 0) {
          // A client may end its compressor's stream and begin another (section 7.2.3.4).
          inflater.reset();
          inflater.setInput(array, from + count - left, left);
        }
      }
    } catch (DataFormatException e) {
      throw new WebSocketException(
          WebSocketEnd.INVALID_DATA, "A compressed message can't be inflated");
    }
  }

  /** Returns whether there may be more to inflate. */
  private boolean inflateSome(MessageBuffer target) throws DataFormatException, WebSocketException {
    boolean filled = false;
    if (target.isFull()) {
      // What comes may end a stream and begin others, but not make the message longer.
      if (inflater.inflate(new byte[1]) > 0) {
        target.requireWithinLimit(1); // which it isn't
      }
    } else {
      filled = fill(target);
    }
    if (inflater.needsDictionary()) {
      throw new DataFormatException("A preset dictionary");
    }
    return filled || (inflater.finished() && inflater.getRemaining() > 0);
  }

  private boolean fill(MessageBuffer target) throws DataFormatException, WebSocketException {
    target.makeRoomUpTo(STEP);
    int room = target.array().length - target.size();
    int count = inflater.inflate(target.array(), target.size(), room);
    target.added(count);
    return count == room;
  }

  /** The message is over. */
  void end(MessageBuffer target) throws WebSocketException {
    inflate(TAIL, 0, TAIL.length, target);
    if (forgets || inflater.finished()) {
      inflater.reset();
    }
  }

  /** Gives its memory back. */
  void release() {
    inflater.end();
  }
}
