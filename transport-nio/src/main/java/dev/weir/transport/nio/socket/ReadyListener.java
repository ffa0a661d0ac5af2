package dev.weir.transport.nio.socket;

/** Is told of what a {@link Poller} found ready. */
@FunctionalInterface
public interface ReadyListener {
  /** One of both at least, and only what the {@link Registration} is interested in. */
  void ready(Selectable selectable, boolean readable, boolean writable);
}
