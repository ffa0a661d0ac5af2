package dev.weir.core.routing;

import dev.weir.Limits;
import dev.weir.core.door.DoorSetup;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Route;
import dev.weir.internal.CallHandler;
import java.util.List;

/**
 * A route with everything that was decided at start.
 *
 * @param info what handlers and middleware know of it
 * @param parameterNames the names of the path parameters, in order
 * @param handler the composed chain: middleware around the handler
 * @param setup what surrounds the route
 * @param values encodes what handlers return
 */
public record CompiledRoute(
    Route info,
    List<String> parameterNames,
    HttpHandler handler,
    DoorSetup setup,
    ValueEncoding values) {
  /**
   * Calls the handler. A response that would hold a value and nothing else isn't made, unless
   * middleware is to see it.
   *
   * @return the {@link dev.weir.http.Response}, or the value to be encoded as what the route
   *     declares
   */
  public Object answer(Request request) throws Exception {
    return handler instanceof CallHandler call ? call.answer(request) : handler.handle(request);
  }

  /** The limits of the route. */
  public Limits limits() {
    return setup.limits();
  }
}
