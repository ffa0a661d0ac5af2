package dev.weir.websocket;

import dev.weir.annotation.Preview;

/**
 * Handles the messages of WebSockets, on the thread that the route's {@link dev.weir.Dispatch}
 * says. What it throws is logged, and closes the WebSocket with 1011.
 *
 * <pre>{@code
 * http.get("/echo", request -> WebSockets.standard().messages(WebSocket::send))
 * }</pre>
 */
@FunctionalInterface
@Preview
public interface WebSocketMessageHandler {
  /** Handles one message; the WebSocket's next one waits until this returns. */
  void handle(WebSocket socket, WebSocketMessage message) throws Exception;
}
