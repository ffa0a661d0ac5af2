package dev.weir.core.websocket;

import dev.weir.websocket.WebSocketEnd;
import java.io.IOException;

/** Input for which the WebSocket is closed. Its message reaches the peer. */
final class WebSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;

  WebSocketException(int code, String message) {
    super(message);
    this.code = code;
  }

  static WebSocketException malformed(String message) {
    return new WebSocketException(WebSocketEnd.PROTOCOL_ERROR, message);
  }

  /** The status for the close frame. */
  int code() {
    return code;
  }
}
