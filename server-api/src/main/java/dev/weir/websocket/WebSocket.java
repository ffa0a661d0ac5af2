package dev.weir.websocket;

import dev.weir.Bytes;
import dev.weir.annotation.Preview;
import dev.weir.http.Request;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A WebSocket that is open. All methods may be called from any thread, at any time; messages leave
 * whole, in the order in which they were sent. Pings are answered, and a quiet peer is pinged,
 * without anybody's doing.
 */
@Preview
public interface WebSocket {
  /** The request that opened it, for its head and its slots; its body is over. */
  Request request();

  /** The subprotocol that was agreed on, or the empty string. */
  String subprotocol();

  /** Whether messages can still be sent. */
  boolean isOpen();

  /**
   * Sends a message. Off the WebSocket's event loop it waits while more than {@link
   * dev.weir.Limits#WRITE_HIGH_WATERMARK} bytes are unsent; on it, it never waits, and reading from
   * the peer stops instead until there is room.
   *
   * @throws WebSocketClosedException if it has ended, or this side or the peer has closed it
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; the message
   *     wasn't sent, and the thread's interrupt status stays set
   * @throws IllegalStateException if it would have to wait on another event loop: there, use {@link
   *     #offer(WebSocketMessage)}
   */
  void send(WebSocketMessage message) throws IOException;

  /** Sends text, as {@link #send(WebSocketMessage)}. */
  default void send(String text) throws IOException {
    send(new WebSocketMessage.Text(text));
  }

  /** Sends bytes, as {@link #send(WebSocketMessage)}. */
  default void send(Bytes bytes) throws IOException {
    send(new WebSocketMessage.Binary(bytes));
  }

  /**
   * Sends a message if there is room, and never waits: for broadcasts, which no slow peer can hold
   * up so.
   *
   * @return whether it was taken; false too once the WebSocket has ended
   */
  boolean offer(WebSocketMessage message);

  /** Offers text, as {@link #offer(WebSocketMessage)}. */
  default boolean offer(String text) {
    return offer(new WebSocketMessage.Text(text));
  }

  /** Offers bytes, as {@link #offer(WebSocketMessage)}. */
  default boolean offer(Bytes bytes) {
    return offer(new WebSocketMessage.Binary(bytes));
  }

  /** Closes it as over: {@link #close(int, String)} with 1000. */
  default void close() {
    close(WebSocketEnd.NORMAL, "");
  }

  /**
   * Closes it after what was sent: the peer has {@link dev.weir.Limits#CLOSE_TIMEOUT} to answer.
   * What it sends in between is dropped. Never waits.
   *
   * @param code 1000 to 1003, 1007 to 1014, or from 3000 to 4999 (RFC 6455, section 7.4)
   * @param reason at most 123 bytes of UTF-8
   * @throws IllegalArgumentException if one of them can't be sent
   */
  void close(int code, String reason);

  /** Ends it at once, without a close frame; what is unsent is lost. */
  void abort();

  /** Calls {@code listener} once it has ended, on a virtual thread; at once if it has. */
  void onEnd(Consumer<WebSocketEnd> listener);
}
