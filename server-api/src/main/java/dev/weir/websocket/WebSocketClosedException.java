package dev.weir.websocket;

import dev.weir.annotation.Preview;
import java.io.IOException;

/** The WebSocket has ended, or is about to, so nothing can be sent. */
@Preview
public final class WebSocketClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what had ended it. */
  public WebSocketClosedException(String message) {
    super(message);
  }
}
