package dev.weir;

import dev.weir.annotation.Stable;

/** Which thread runs middleware and handler. */
@Stable
public enum Dispatch {
  /** A virtual thread of its own: plain blocking code. The default. */
  VIRTUAL_THREAD,

  /**
   * The event loop of the connection: fastest, and must not block. A watchdog reports who does. A
   * body is read whole, within its limit, before the handler runs.
   */
  EVENT_LOOP,

  /** One of a bounded pool of platform threads, as many as processors: for work that computes. */
  CPU_POOL
}
