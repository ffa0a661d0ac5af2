package dev.weir.core.door;

import dev.weir.Dispatch;
import dev.weir.StartException;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.ProtocolSetup;
import java.util.function.BiFunction;

/** Wraps the handler of a door's messages in the door's middleware, once, at start. */
public final class MessageChain {
  private MessageChain() {}

  /**
   * The chain around {@code innermost}.
   *
   * @param wrap calls the middleware's method for the level
   * @throws StartException if middleware that may block wraps a handler of the event loop
   */
  public static <H> H compose(
      ProtocolSetup setup, H innermost, BiFunction<? super Middleware, H, H> wrap) {
    H handler = innermost;
    for (Middleware middleware : setup.middleware().reversed()) {
      H wrapped = wrap.apply(middleware, handler);
      if (wrapped == null) {
        throw new StartException(
            "Middleware %s gave no handler for door %s: give back \"next\" to leave a level alone"
                .formatted(middleware.name(), setup.door()));
      }
      // One that leaves this level alone doesn't run in it, so it can't block it.
      if (wrapped != handler && setup.dispatch() == Dispatch.EVENT_LOOP && middleware.mayBlock()) {
        throw new StartException(
            ("Door %s handles its messages on the event loop, and middleware %s may block: run the"
                    + " door on virtual threads, or let the middleware's mayBlock() say false")
                .formatted(setup.door(), middleware.name()));
      }
      handler = wrapped;
    }
    return handler;
  }
}
