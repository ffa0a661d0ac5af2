package dev.weir.transport.nio.socket;

/** A socket's place in a {@link Poller}, until the socket is closed. On the poller's thread. */
public interface Registration {
  /** What is wanted from now on; it reaches the system with the next poll. */
  void interest(boolean readable, boolean writable);
}
