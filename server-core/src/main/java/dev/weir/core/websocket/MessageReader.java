package dev.weir.core.websocket;

import static dev.weir.core.websocket.WebSocketException.malformed;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.codec.Utf8Check;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.internal.LentArrays;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * From a client's frames to whole messages (RFC 6455, sections 5 and 8.1): fragments are put
 * together, inflated, and text is checked as it comes. Payloads are taken as they come, so a
 * trickled frame is neither held elsewhere nor looked at twice.
 */
final class MessageReader {
  private static final LentArrays.Access LENT = LentArrays.access();

  /** So many octets of a compressed payload are unmasked at a time. */
  private static final int STEP = 4 << 10;

  private static final int NO_MESSAGE = -1;

  /** Takes what was read, in order. On the event loop. */
  interface Target {
    /**
     * A message is complete.
     *
     * @return false to be given no more for now
     */
    boolean message(WebSocketMessage message);

    void ping(Bytes payload);

    /**
     * The client closes; nothing follows.
     *
     * @param code {@link WebSocketEnd#NO_CODE} if it gave none
     */
    void close(int code, String reason);
  }

  private final FrameHead head;
  private final Utf8Check utf8 = new Utf8Check();
  private final MessageBuffer buffer;
  private final @Nullable Deflation agreed;
  private final ContentlessFrames contentless;
  private @Nullable MessageInflater inflater;

  // Of the message under way, if there is one.
  private int message = NO_MESSAGE;
  private boolean compressed;

  // Of the frame under way, if there is one.
  private boolean inPayload;
  private long left;

  private boolean closed;

  /**
   * @param maxMessage the most octets of a message, inflated
   * @param agreed what was agreed on about compression, or null
   * @param contentless counts frames that carry nothing
   * @param gathered where a message is counted while it is put together
   */
  MessageReader(
      long maxMessage,
      @Nullable Deflation agreed,
      ContentlessFrames contentless,
      GatheredBytes.Account gathered) {
    this.contentless = contentless;
    this.buffer = new MessageBuffer(maxMessage, gathered);
    this.agreed = agreed;
    this.head = new FrameHead(agreed != null);
  }

  /**
   * Takes what is there.
   *
   * @return how many octets are needed at least to go on
   * @throws WebSocketException for what no client may send; nothing can be read any more then
   */
  int read(LentBytes input, Target target) throws WebSocketException {
    boolean goesOn = true;
    while (goesOn && !closed) {
      byte[] array = LENT.array(input);
      int at = LENT.position(input);
      int limit = LENT.limit(input);
      if (!inPayload) {
        if (at == limit) {
          return 0;
        }
        if (!head.read(array, at, limit)) {
          return head.size();
        }
        if (Opcode.isControl(head.opcode())) {
          int whole = head.size() + (int) head.length();
          if (limit - at < whole) {
            return whole;
          }
          input.skip(whole);
          control(unmasked(array, at + head.size()), target);
          continue;
        }
        begin();
        at += head.size();
      }
      int count = (int) Math.min(left, limit - at);
      payload(array, at, count);
      LENT.position(input, at + count);
      if (left > 0) {
        return 0;
      }
      inPayload = false;
      goesOn = !head.isFinal() || target.message(complete());
    }
    return 0;
  }

  /** Whether the client has begun what it hasn't finished. */
  boolean isInMessage() {
    return message != NO_MESSAGE;
  }

  private byte[] unmasked(byte[] array, int from) {
    byte[] payload = new byte[(int) head.length()];
    Masking.unmask(array, from, payload, 0, payload.length, head.mask(), 0);
    return payload;
  }

  private void control(byte[] payload, Target target) throws WebSocketException {
    switch (head.opcode()) {
      case Opcode.PING -> {
        contentless.count();
        target.ping(Bytes.copyOf(payload));
      }
      case Opcode.CLOSE -> close(payload, target);
      default -> contentless.pong(); // that something came is all it says
    }
  }

  private void close(byte[] payload, Target target) throws WebSocketException {
    closed = true;
    if (payload.length == 0) {
      target.close(WebSocketEnd.NO_CODE, "");
      return;
    }
    if (payload.length == 1) {
      throw malformed("A close frame has half a code");
    }
    int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    if (!CloseCodes.maySend(code)) {
      throw malformed("A close frame has the code " + code + ", which can't be sent");
    }
    Utf8Check reason = new Utf8Check();
    requireUtf8(reason.accepts(payload, 2, payload.length) && reason.isWhole());
    target.close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  private void begin() throws WebSocketException {
    if (head.opcode() == Opcode.CONTINUATION) {
      if (message == NO_MESSAGE) {
        throw malformed("A continuation has nothing to continue");
      }
      if (head.isCompressed()) {
        throw malformed("A continuation says that it is compressed");
      }
    } else {
      if (message != NO_MESSAGE) {
        throw malformed("A message begins inside of another");
      }
      message = head.opcode();
      compressed = head.isCompressed();
    }
    if (!compressed) {
      buffer.requireWithinLimit(head.length());
    }
    if (head.length() == 0 && !head.isFinal()) {
      contentless.count();
    }
    inPayload = true;
    left = head.length();
  }

  private void payload(byte[] array, int from, int count) throws WebSocketException {
    if (compressed) {
      byte[] part = new byte[Math.min(count, STEP)];
      for (int taken = 0; taken < count; ) {
        int step = Math.min(count - taken, part.length);
        unmask(array, from + taken, part, 0, step);
        int before = buffer.size();
        inflater().inflate(part, 0, step, buffer);
        checkText(before);
        taken += step;
      }
      return;
    }
    buffer.makeRoom(count);
    unmask(array, from, buffer.array(), buffer.size(), count);
    int before = buffer.size();
    buffer.added(count);
    checkText(before);
  }

  private void unmask(byte[] source, int from, byte[] target, int to, int count) {
    Masking.unmask(source, from, target, to, count, head.mask(), head.length() - left);
    left -= count;
  }

  private void checkText(int before) throws WebSocketException {
    if (message == Opcode.TEXT) {
      requireUtf8(utf8.accepts(buffer.array(), before, buffer.size()));
    }
  }

  private static void requireUtf8(boolean holds) throws WebSocketException {
    if (!holds) {
      throw new WebSocketException(WebSocketEnd.INVALID_DATA, "Text isn't well-formed UTF-8");
    }
  }

  private WebSocketMessage complete() throws WebSocketException {
    if (compressed) {
      int before = buffer.size();
      inflater().end(buffer);
      checkText(before);
    }
    boolean text = message == Opcode.TEXT;
    if (text) {
      requireUtf8(utf8.isWhole());
    }
    WebSocketMessage whole =
        text
            ? new WebSocketMessage.Text(
                new String(buffer.array(), 0, buffer.size(), StandardCharsets.UTF_8))
            : new WebSocketMessage.Binary(Bytes.copyOf(buffer.array(), 0, buffer.size()));
    buffer.reset();
    utf8.reset();
    message = NO_MESSAGE;
    compressed = false;
    contentless.message();
    return whole;
  }

  private MessageInflater inflater() {
    MessageInflater made = inflater;
    if (made == null) {
      made = new MessageInflater(agreed != null && agreed.clientForgets());
      inflater = made;
    }
    return made;
  }

  /** Gives all memory back. */
  void release() {
    closed = true;
    buffer.reset();
    if (inflater != null) {
      inflater.release();
    }
  }
}
