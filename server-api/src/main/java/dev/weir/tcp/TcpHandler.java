package dev.weir.tcp;

import dev.weir.annotation.Stable;

/** Talks to one peer in blocking style, on a virtual thread of its own. */
@FunctionalInterface
@Stable
public interface TcpHandler {
  /**
   * Talks; on return the connection is closed after what was written has been sent. What it throws
   * is logged, and the peer sees a reset. At shutdown it goes on until the deadline, and is
   * interrupted then.
   */
  void handle(TcpConnection connection) throws Exception;
}
