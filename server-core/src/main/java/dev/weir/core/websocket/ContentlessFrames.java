package dev.weir.core.websocket;

import dev.weir.core.stream.FloodGuard;
import dev.weir.websocket.WebSocketEnd;
import java.util.function.LongSupplier;

/**
 * Counts the frames of a client that carry nothing: pings, pongs, and fragments without a byte. Who
 * sends messages may send some with each; a pong that was asked for is free. On the event loop.
 */
final class ContentlessFrames {
  private static final int PER_MESSAGE = 2;

  private final int limit;
  private final LongSupplier clock;
  private final FloodGuard guard;
  private int saved;
  private int pongsAwaited;

  /**
   * @param clock nanoseconds
   */
  ContentlessFrames(int limit, LongSupplier clock) {
    this.limit = limit;
    this.clock = clock;
    this.guard = new FloodGuard(limit, "pings, pongs and empty fragments came", clock.getAsLong());
  }

  /** A whole message has come. */
  void message() {
    saved = Math.min(limit - PER_MESSAGE, saved) + PER_MESSAGE;
  }

  /** This side has sent a ping. */
  void pinged() {
    pongsAwaited++;
  }

  /** A pong has come. */
  void pong() throws WebSocketException {
    if (pongsAwaited > 0) {
      pongsAwaited--;
    } else {
      count();
    }
  }

  /** A ping or an empty fragment has come. */
  void count() throws WebSocketException {
    if (saved > 0) {
      saved--;
    } else if (!guard.allows(clock.getAsLong())) {
      throw new WebSocketException(WebSocketEnd.POLICY, guard.complaint());
    }
  }
}
