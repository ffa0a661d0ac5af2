package dev.weir.websocket;

import dev.weir.annotation.Preview;

/** Talks over one WebSocket in blocking style, on a virtual thread of its own. */
@FunctionalInterface
@Preview
public interface WebSocketHandler {
  /**
   * Talks; on return the WebSocket is closed with 1000. What it throws is logged, and the peer sees
   * a 1011. At shutdown it is closed with 1001: receiving answers null then.
   */
  void handle(BlockingWebSocket socket) throws Exception;
}
