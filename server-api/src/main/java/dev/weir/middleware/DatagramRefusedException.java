package dev.weir.middleware;

import dev.weir.annotation.Preview;

/**
 * A middleware doesn't let a datagram through: it is dropped and counted ({@link
 * dev.weir.DoorStatus.Datagrams.Drop#MIDDLEWARE}). The message is for the log, at the level DEBUG;
 * the sender sees nothing.
 */
@Preview
public final class DatagramRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason; no stack trace is taken, since refusing must stay cheap. */
  public DatagramRefusedException(String message) {
    super(message, null, false, false);
  }
}
