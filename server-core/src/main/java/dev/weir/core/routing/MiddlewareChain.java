package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.core.door.SlotOrder;
import dev.weir.http.HttpHandler;
import dev.weir.middleware.Middleware;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The middleware around a route, the outermost first. */
final class MiddlewareChain {
  private final List<Placed> middleware;
  private final SlotOrder slots = new SlotOrder();

  /**
   * A middleware and where it was put around its routes.
   *
   * @param line file and line, for messages
   */
  record Placed(Middleware middleware, String line) {
    String describe() {
      return "middleware " + middleware.name() + " (" + line + ")";
    }
  }

  /**
   * Checks the order.
   *
   * @throws StartException if one requires a slot that none outside of it provides
   */
  MiddlewareChain(List<Placed> middleware) {
    this.middleware = List.copyOf(middleware);
    for (Placed placed : middleware) {
      for (Slot<?> missing : slots.enter(placed.middleware)) {
        throw new StartException(SlotOrder.complaint(placed.describe(), missing));
      }
    }
  }

  /**
   * Whether any of them that wraps handlers may block, and so can't be on the event loop.
   *
   * @param route the route for messages
   */
  static boolean mayBlock(List<Placed> middleware, String route) {
    HttpHandler unwrapped =
        request -> {
          throw new IllegalStateException("It is never called");
        };
    return middleware.stream()
        .anyMatch(each -> each.middleware.mayBlock() && wrap(each, unwrapped, route) != unwrapped);
  }

  /** The slots that are set when the handler runs. */
  Set<Slot<?>> provided() {
    return slots.provided();
  }

  /**
   * Wraps a handler.
   *
   * @param route the route for messages
   * @throws StartException if a middleware that may block would run on the event loop
   */
  HttpHandler compose(HttpHandler innermost, Dispatch dispatch, String route) {
    HttpHandler handler = innermost;
    for (Placed placed : middleware.reversed()) {
      HttpHandler wrapped = wrap(placed, handler, route);
      if (wrapped != handler && dispatch == Dispatch.EVENT_LOOP && placed.middleware.mayBlock()) {
        throw new StartException(
            route
                + " runs on the event loop, and "
                + placed.describe()
                + " around it may block: take one of them away, or give the route another"
                + " dispatch");
      }
      handler = wrapped;
    }
    return handler;
  }

  private static HttpHandler wrap(Placed placed, HttpHandler next, String route) {
    @Nullable HttpHandler wrapped;
    try {
      wrapped = placed.middleware.http(next);
    } catch (RuntimeException e) {
      throw new StartException(
          placed.describe() + " can't wrap " + route + ": " + e.getMessage(), e);
    }
    if (wrapped == null) {
      throw new StartException(placed.describe() + " gave no handler for " + route);
    }
    return wrapped;
  }
}
