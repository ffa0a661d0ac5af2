package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream or connection ended.
 *
 * @param kind the kind
 * @param error what went wrong, if something did
 */
@Preview
public record CloseCause(Kind kind, @Nullable Throwable error) {
  /** Kinds of ends. */
  public enum Kind {
    /** Both sides had finished, or this side closed after its last byte. */
    FINISHED,
    /** The peer reset it, or vanished. */
    PEER_RESET,
    /** This side aborted it. */
    ABORTED,
    /** A time was over. */
    TIMED_OUT,
    /** The system reported an error, or a handler threw. */
    FAILED,
    /** The server was cut at shutdown. */
    SHUTDOWN
  }

  /** A clean end. */
  public static final CloseCause FINISHED = new CloseCause(Kind.FINISHED, null);

  /** This side aborted. */
  public static final CloseCause ABORTED = new CloseCause(Kind.ABORTED, null);

  /** A time was over. */
  public static final CloseCause TIMED_OUT = new CloseCause(Kind.TIMED_OUT, null);

  /** The server was cut. */
  public static final CloseCause SHUTDOWN = new CloseCause(Kind.SHUTDOWN, null);

  /** An error. */
  public static CloseCause failed(Throwable error) {
    return new CloseCause(Kind.FAILED, error);
  }

  /** The peer's reset. */
  public static CloseCause peerReset(@Nullable Throwable error) {
    return new CloseCause(Kind.PEER_RESET, error);
  }
}
