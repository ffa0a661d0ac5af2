package dev.weir.core.websocket;

import dev.weir.websocket.WebSocketMessage;
import java.io.IOException;
import java.net.SocketAddress;

/** Runs a WebSocket's handler, in order, for one message at a time. On the event loop. */
sealed interface MessageRunner permits InlineMessages, QueuedMessages {
  /** Whether the client may have one more such WebSocket; asked once, before {@link #start}. */
  boolean admits(SocketAddress client);

  /** Begins; called once, when the stream is this WebSocket's. */
  void start();

  /** Takes a message; false to be given no more for now. */
  boolean accept(WebSocketMessage message);

  /** No more are taken in this turn. */
  void batchEnded();

  /** No more come. */
  void inputOver();

  /** No more come, since the client was lost. */
  void inputLost(IOException why);

  /** Whether a message waits, or is being handled. */
  boolean isBusy();

  /** The WebSocket has ended: what waits is dropped. */
  void ended(IOException why);
}
