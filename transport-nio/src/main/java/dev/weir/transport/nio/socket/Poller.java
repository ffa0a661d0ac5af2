package dev.weir.transport.nio.socket;

import java.io.IOException;
import java.util.List;

/** Waits for many sockets at once. On one thread, but for {@link #wakeup}. */
public interface Poller {
  /** Adds a socket of the same system, in which nobody is interested yet. */
  Registration register(Pollable socket, Selectable selectable) throws IOException;

  /**
   * Waits until a socket is ready, somebody wakes it, or time is over, and tells the listener of
   * all that is ready. It may return early.
   *
   * @param nanos how long at most; 0 not at all, {@link Long#MAX_VALUE} without limit
   */
  void poll(long nanos) throws IOException;

  /** Lets the poll that waits, or else the next one, return at once. Any thread. */
  void wakeup();

  /** All that is registered and open. */
  List<Selectable> registered();

  /** Starts anew with all that is registered, where the system's own poller misbehaves. */
  void renew() throws IOException;

  /** Gives back what the system gave; registered sockets stay open. */
  void close() throws IOException;
}
