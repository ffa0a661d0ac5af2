package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketHandler;
import dev.weir.websocket.WebSocketMessageHandler;
import java.util.List;
import java.util.function.Function;

/**
 * What is to become of a WebSocket.
 *
 * @param subprotocols those spoken, the preferred first
 * @param compression whether messages may be compressed
 * @param use who talks
 */
@Internal
public record WebSocketPlan(List<String> subprotocols, boolean compression, Use use) {
  /** Who talks. */
  public sealed interface Use {}

  /** A thread of its own. */
  public record Blocking(WebSocketHandler handler) implements Use {}

  /** A callback, made as the WebSocket opens. */
  public record Messages(Function<WebSocket, WebSocketMessageHandler> sessions) implements Use {}
}
