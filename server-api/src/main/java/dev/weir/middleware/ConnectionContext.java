package dev.weir.middleware;

import dev.weir.ConnectionInfo;
import dev.weir.Slots;
import dev.weir.annotation.Stable;

/** A connection as middleware sees it. Its slots may be used from any thread. */
@Stable
public interface ConnectionContext extends ConnectionInfo, Slots {
  /** Runs {@code listener} once the connection has ended, on its event loop; it must not block. */
  void onEnd(Runnable listener);
}
