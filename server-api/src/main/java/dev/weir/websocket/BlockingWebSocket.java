package dev.weir.websocket;

import dev.weir.annotation.Preview;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A WebSocket whose messages are waited for. */
@Preview
public interface BlockingWebSocket extends WebSocket {
  /**
   * Waits for the next message. Reading from the peer stops while more than {@link
   * dev.weir.Limits#READ_AHEAD} bytes of messages wait here. For one thread at a time.
   *
   * @return null once the peer or this side has closed the WebSocket
   * @throws WebSocketClosedException if it was lost without that
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; its
   *     interrupt status stays set
   */
  @Nullable WebSocketMessage receive() throws IOException;
}
