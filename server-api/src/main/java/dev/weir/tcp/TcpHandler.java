package dev.weir.tcp;

import dev.weir.annotation.Stable;

/** Talks to one peer in blocking style, on a virtual thread of its own. */
@FunctionalInterface
@Stable
public interface TcpHandler {
  /** Talks; on return the connection is closed after what was written has been sent. */
  void handle(TcpConnection connection) throws Exception;
}
