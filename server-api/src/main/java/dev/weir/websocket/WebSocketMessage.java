package dev.weir.websocket;

import dev.weir.Bytes;
import dev.weir.annotation.Preview;

/** A whole message, put together from its fragments, inflated and checked. */
@Preview
public sealed interface WebSocketMessage {
  /** Text, which came as well-formed UTF-8. */
  record Text(String text) implements WebSocketMessage {}

  /** Bytes. */
  record Binary(Bytes bytes) implements WebSocketMessage {}
}
