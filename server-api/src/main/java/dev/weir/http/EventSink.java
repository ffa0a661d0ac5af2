package dev.weir.http;

import dev.weir.annotation.Preview;
import java.io.IOException;

/** Where a stream of events is written. Any thread; events leave whole, and at once. */
@Preview
public interface EventSink {
  /**
   * Sends an event. Waits while the client is slow.
   *
   * @throws ClientGoneException if the client has gone
   * @throws java.io.InterruptedIOException if the thread is interrupted; the event wasn't sent, and
   *     the thread's interrupt status stays set
   */
  void send(ServerEvent event) throws IOException;

  /** Sends an event that has data alone, as {@link #send(ServerEvent)}. */
  default void send(String data) throws IOException {
    send(ServerEvent.of(data));
  }
}
