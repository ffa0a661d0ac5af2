package dev.weir.transport.nio;

import java.nio.channels.SelectionKey;

/** What is attached to a selection key. All calls come on its loop. */
interface Selectable {
  /** The key by which it is registered: called again when the loop changes its selector. */
  void registered(SelectionKey key);

  /** The channel is ready for what its key says. */
  void ready(SelectionKey key);

  /** The loop ends: closes at once. */
  void shutdown();
}
