package dev.weir.transport.nio.linux;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * An open file descriptor of a socket. A number is the system's to give again as soon as it is
 * closed, so nobody may use it then: the event loop, which alone closes it, sees that it is closed;
 * threads off the loop {@linkplain #acquire acquire} it, and the last to release it closes it.
 */
final class Descriptor {
  private static final int CLOSED = 1 << 31;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Descriptor.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int number;
  private volatile int state; // how many have acquired it, and whether it is closed
  private @Nullable EpollRegistration registration;

  Descriptor(int number) {
    this.number = number;
  }

  /** For a poller's book-keeping. */
  int number() {
    return number;
  }

  /** It has a place in a poller, to be left before it is closed. */
  void registered(EpollRegistration registration) {
    this.registration = registration;
  }

  boolean isOpen() {
    return state >= 0;
  }

  /** The number, for a call on the loop. */
  int onLoop() throws ClosedChannelException {
    if (state < 0) {
      throw new ClosedChannelException();
    }
    return number;
  }

  /** The number, for a call off the loop, after which it is {@linkplain #release released}. */
  int acquire() throws ClosedChannelException {
    int seen = state;
    while (seen >= 0) {
      int witness = (int) STATE.compareAndExchange(this, seen, seen + 1);
      if (witness == seen) {
        return number;
      }
      seen = witness;
    }
    throw new ClosedChannelException();
  }

  void release(MemorySegment callState) {
    int before = (int) STATE.getAndAdd(this, -1);
    if (before == CLOSED + 1) {
      closeNow(callState);
    }
  }

  /** Closes it, at once or with the last release; on the loop. Closing again does nothing. */
  void close(MemorySegment callState) {
    int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
    if (before < 0) {
      return;
    }
    EpollRegistration left = registration;
    registration = null;
    if (left != null) {
      left.leave();
    }
    if (before == 0) {
      closeNow(callState);
    }
  }

  private void closeNow(MemorySegment callState) {
    // Linux has let go of the number even where it answers with a failure.
    var unused = Libc.close(number, callState);
  }
}
