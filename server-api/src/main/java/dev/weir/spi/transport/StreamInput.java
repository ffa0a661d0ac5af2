package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.internal.LentArrays;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The input of a {@link BufferedStream}: lends what came to the handler, keeps what that leaves, in
 * an array that exists only as long as something is left, and stops reading while the handler has
 * paused or as much is held as may be. On the loop only.
 */
final class StreamInput {
  private static final int DEFAULT_MAX_HELD = 64 << 10;
  private static final byte[] NOTHING = new byte[0];
  private static final LentArrays.Access LENT = LentArrays.access();

  /** Fewer are copied at once for who looks at them: that is cheaper than to wait and see. */
  private static final int UNREAD_BYTES = 2 << 10;

  private final BufferedStream stream;
  private final HandlerCalls calls;
  private @Nullable HeldBytes held; // null while nothing is left
  private int needed;
  private int maxHeld = DEFAULT_MAX_HELD;
  private boolean paused;
  private boolean redeliver;
  private boolean peerEnded;
  private boolean endDelivered;
  private boolean interested;
  private boolean handlerLooks; // at a few bytes, and doesn't only send them on

  StreamInput(BufferedStream stream, HandlerCalls calls) {
    this.stream = stream;
    this.calls = calls;
  }

  // ---- What the transport tells.

  void received(byte[] array, int from, int to) {
    if (stream.dropsInput()) {
      stream.dropped(to - from);
    } else if (paused || heldSize() + (to - from) < needed) {
      hold().append(array, from, to);
      updateInterest();
    } else if (held == null) {
      deliver(array, from, to);
    } else {
      held.append(array, from, to);
      deliver(held.array(), held.from(), held.to());
    }
  }

  /** As {@link #received(byte[], int, int)}, from where the system has read to. */
  void received(ReadMemory memory, int from, int to) {
    int count = to - from;
    boolean few = count < UNREAD_BYTES;
    memory.received(from, to);
    boolean fromHere = held == null && !paused && count >= needed && !stream.dropsInput();
    if (fromHere && !(few && handlerLooks)) {
      deliver(memory.array(), from, to, memory);
      handlerLooks |= few && memory.isLoaded();
    } else {
      memory.load();
      received(memory.array(), from, to);
    }
  }

  /** The peer has ended, for the first time. */
  void receivedEnd() {
    peerEnded = true;
    updateInterest();
    deliverEndIfDue();
  }

  boolean hasPeerEnded() {
    return peerEnded;
  }

  // ---- What the handler asks for.

  void pause() {
    paused = true;
    updateInterest();
  }

  /** The delivery is due at the end of the turn. */
  void resume() {
    paused = false;
    redeliver = true;
  }

  boolean isPaused() {
    return paused;
  }

  int maxHeld() {
    return maxHeld;
  }

  void maxHeld(int bytes) {
    maxHeld = Math.max(1, bytes);
    updateInterest();
  }

  /** The successor gets what is held, and the end, at the end of the turn. */
  void handOver() {
    needed = 0;
    handlerLooks = false;
    endDelivered = false;
    resume();
  }

  // ---- Delivery.

  /** Delivers what is held, if that was asked for since. */
  void redeliverIfDue() {
    if (!redeliver) {
      return;
    }
    redeliver = false;
    if (paused || stream.dropsInput()) {
      return;
    }
    if (held == null) {
      updateInterest();
      deliverEndIfDue();
    } else {
      deliver(held.array(), held.from(), held.to());
    }
  }

  private void deliver(byte[] array, int from, int to) {
    deliver(array, from, to, null);
  }

  /** If {@code unread} is given, the bytes are there, and come to the array if they are needed. */
  private void deliver(byte[] array, int from, int to, @Nullable ReadMemory unread) {
    int start = from;
    StreamHandler called;
    do { // a successor gets at once what is left
      redeliver = false;
      called = calls.handler();
      LentBytes lent =
          unread == null
              ? LentBytes.lend(array, start, to)
              : LENT.lend(array, start, to, unread.unread());
      needed = calls.input(lent);
      start = to - lent.remaining();
      lent.revoke();
    } while (called != calls.handler()
        && start < to
        && !paused
        && !calls.isEndPending()
        && !stream.dropsInput());
    int kept = stream.dropsInput() ? to : start;
    if (unread != null && kept < to) {
      unread.load();
    }
    keep(array, kept, to);
    if (needed > maxHeld) {
      calls.endAfterCall(CloseCause.failed(needsTooMuch()));
    }
    if (stream.afterCall()) {
      deliverEndIfDue();
    }
  }

  private IOException needsTooMuch() {
    return new IOException(
        "The handler needs "
            + needed
            + " bytes at once, more than the "
            + maxHeld
            + " that the stream may hold");
  }

  /** Behind what is held, if that is still to be offered again. */
  private void deliverEndIfDue() {
    if (!peerEnded || endDelivered || paused || redeliver || stream.dropsInput()) {
      return;
    }
    endDelivered = true;
    HeldBytes left = held;
    byte[] array = left == null ? NOTHING : left.array();
    int to = left == null ? 0 : left.to();
    LentBytes rest = LentBytes.lend(array, left == null ? 0 : left.from(), to);
    calls.inputEnded(rest);
    keep(array, stream.dropsInput() ? to : to - rest.remaining(), to);
    rest.revoke();
    if (stream.afterCall()) {
      stream.finishIfBothEnded();
    }
  }

  boolean isEndDelivered() {
    return endDelivered;
  }

  /** Drops what is held: nobody wants it any more. */
  void clear() {
    held = null;
  }

  // ---- What is held.

  private int heldSize() {
    return held == null ? 0 : held.size();
  }

  private HeldBytes hold() {
    HeldBytes holding = held;
    if (holding == null) {
      holding = new HeldBytes();
      held = holding;
    }
    return holding;
  }

  private void keep(byte[] source, int start, int end) {
    if (start == end) {
      held = null;
    } else {
      hold().keep(source, start, end);
    }
  }

  // ---- Interest.

  void updateInterest() {
    if (calls.isInCall()) {
      return; // once, after the call
    }
    boolean wanted = !peerEnded && !stream.isClosed() && takesInput();
    if (wanted != interested) {
      interested = wanted;
      stream.readInterest(wanted);
    }
  }

  private boolean takesInput() {
    return stream.dropsInput()
        ? stream.takesDropped()
        : !paused && heldSize() < Math.max(maxHeld, needed);
  }
}
