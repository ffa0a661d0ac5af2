package dev.weir.middleware;

import dev.weir.Slot;
import dev.weir.annotation.Stable;
import dev.weir.http.HttpHandler;
import dev.weir.tcp.FrameHandler;
import dev.weir.udp.DatagramHandler;
import java.util.Set;

/**
 * Wraps what happens to a connection or a message. Override the levels you care about.
 *
 * <p>The wrapping methods are called once per route or door, at start, and give the handler that
 * runs for each message; so do look-ups and allocate there:
 *
 * <pre>{@code
 * public HttpHandler http(HttpHandler next) {
 *   Counter counter = registry.counter("requests");       // once
 *   return request -> {
 *     counter.increment();                                // per request
 *     return next.handle(request);
 *   };
 * }
 * }</pre>
 *
 * <p>The wrapped handlers are used by many threads at once.
 */
@Stable
public interface Middleware {
  /** The name for messages; by default that of the class, without its package. */
  default String name() {
    String type = getClass().getName(); // the simple name of an anonymous class is empty
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /**
   * Sees a connection before its first byte is read, on its event loop: it must not block.
   *
   * @throws ConnectionRefusedException to close it at once
   */
  default void connect(ConnectionContext connection) throws ConnectionRefusedException {}

  /** Wraps a route's handler. */
  default HttpHandler http(HttpHandler next) {
    return next;
  }

  /** Wraps the handler of a door's frames. */
  default FrameHandler frames(FrameHandler next) {
    return next;
  }

  /**
   * Wraps the handler of a door's datagrams. One that isn't to be handled is refused by a {@link
   * DatagramRefusedException}, so that it is counted.
   */
  default DatagramHandler datagrams(DatagramHandler next) {
    return next;
  }

  /** Wraps a handler of a level that a plugin protocol declares. */
  default <H> H level(Level<H> level, H next) {
    return next;
  }

  /** Whether its handlers may block; one that may can't wrap a route of the event loop. */
  default boolean mayBlock() {
    return true;
  }

  /** The slots it sets on every request that it lets through. */
  default Set<Slot<?>> provides() {
    return Set.of();
  }

  /** The slots that middleware outside of it has to provide. */
  default Set<Slot<?>> requires() {
    return Set.of();
  }
}
