package dev.weir.spi.transport;

import dev.weir.LentBytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The handler of a stream, and the rule that it is never called from inside one of its calls: an
 * end that is asked for meanwhile, or that its exception brings, is kept for after the call. On the
 * loop only.
 */
final class HandlerCalls {
  private StreamHandler handler = Unopened.HANDLER;

  // Until the stream is opened, as inside a call: what is asked for waits.
  private boolean inCall = true;
  private @Nullable CloseCause pendingEnd;

  void open(StreamHandler first) {
    handler = first;
    inCall = false;
  }

  void handOver(StreamHandler successor) {
    handler = successor;
  }

  /** Who gets the next call. */
  StreamHandler handler() {
    return handler;
  }

  /** Whether what is asked for now has to wait. */
  boolean isInCall() {
    return inCall;
  }

  /** Ends the stream after the call; of several causes the first counts. */
  void endAfterCall(CloseCause cause) {
    if (pendingEnd == null) {
      pendingEnd = cause;
    }
  }

  boolean isEndPending() {
    return pendingEnd != null;
  }

  /** The end that a call asked for, once. */
  @Nullable CloseCause takePendingEnd() {
    CloseCause cause = pendingEnd;
    pendingEnd = null;
    return cause;
  }

  /** Returns how many bytes the handler needs at least; 0 if it has handed over. */
  int input(LentBytes lent) {
    StreamHandler called = handler;
    inCall = true;
    try {
      int needed = called.input(lent);
      return called == handler ? needed : 0;
    } catch (Throwable e) {
      endAfterCall(CloseCause.failed(e));
      return 0;
    } finally {
      inCall = false;
    }
  }

  void inputEnded(LentBytes rest) {
    inCall = true;
    try {
      handler.inputEnded(rest);
    } catch (Throwable e) {
      endAfterCall(CloseCause.failed(e));
    } finally {
      inCall = false;
    }
  }

  void writable() {
    inCall = true;
    try {
      handler.writable();
    } catch (Throwable e) {
      endAfterCall(CloseCause.failed(e));
    } finally {
      inCall = false;
    }
  }

  /** The last call: it never counts as over, so nothing that the handler asks for has an effect. */
  void closed(CloseCause cause, BufferedStream stream) {
    inCall = true;
    try {
      handler.closed(cause);
    } catch (Throwable e) {
      LoggerFactory.getLogger(BufferedStream.class)
          .error("The handler of {} failed in closed({})", stream.connection(), cause, e);
    }
  }

  /** The handler between construction and {@link #open}. */
  private enum Unopened implements StreamHandler {
    HANDLER;

    @Override
    public int input(LentBytes input) {
      throw new IllegalStateException("Input before the stream was opened");
    }

    @Override
    public void inputEnded(LentBytes rest) {
      throw new IllegalStateException("Input before the stream was opened");
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
