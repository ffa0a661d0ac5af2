package dev.weir.spi.protocol;

import dev.weir.annotation.Preview;
import dev.weir.spi.transport.StreamHandler;

/** The state machine of one stream. All calls come on the stream's event loop. */
@Preview
public interface ProtocolHandler extends StreamHandler {
  /**
   * The server shuts down: tell the peer as the protocol knows to, finish what runs, then close the
   * stream. An idle one closes now. What isn't closed by the deadline is cut.
   */
  void drain();
}
