package dev.weir.transport.nio.socket;

/** Whose socket is registered with a {@link Poller}. All calls come on its event loop. */
public interface Selectable {
  /**
   * The socket is ready.
   *
   * @param readable there is input, a connection to accept, or an end
   * @param writable there is room for output, or an end
   */
  void ready(boolean readable, boolean writable);

  /** The loop ends: closes at once. */
  void shutdown();
}
