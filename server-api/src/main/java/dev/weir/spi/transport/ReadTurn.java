package dev.weir.spi.transport;

import dev.weir.annotation.Preview;

/**
 * How much of one stream a transport reads in one turn of an event loop before others have theirs.
 *
 * <p>Neither bound is a setting: no peer meets an error at them, and both are far beyond what a
 * turn takes for a peer that isn't faster than its handler.
 */
@Preview
public final class ReadTurn {
  /** So many bytes, however fast they are handled. */
  public static final int MAX_BYTES = 1 << 20;

  /**
   * A few bytes can give much to do: pings of a WebSocket, of which {@link #MAX_BYTES} hold a
   * hundred thousand and more, took a loop a tenth of a second each time. A full turn of a bulk
   * upload takes about half a millisecond.
   */
  private static final long MAX_NANOS = 2_000_000;

  private ReadTurn() {}

  /**
   * Whether the turn of a loop has taken so long that none of its streams should be read twice in
   * it. Asks for the time of day, so it is for streams that have more to read: ask it last. On the
   * loop only.
   */
  public static boolean isOver(EventLoop loop) {
    return System.nanoTime() - loop.nanoTime() >= MAX_NANOS;
  }
}
