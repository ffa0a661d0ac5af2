package dev.weir.http;

import dev.weir.annotation.Preview;

/** Writes a stream of events, on a virtual thread of its own. */
@FunctionalInterface
@Preview
public interface EventWriter {
  /**
   * Writes events for as long as there are any; on return the stream ends, and clients come back.
   * When the client goes or the server shuts down, the thread is interrupted; what is thrown for
   * that ends the stream in order.
   */
  void write(EventSink events) throws Exception;
}
