package dev.weir.core.routing;

import dev.weir.Limits;
import dev.weir.core.door.DoorSetup;
import dev.weir.http.HttpHandler;
import dev.weir.http.Route;
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
  /** The limits of the route. */
  public Limits limits() {
    return setup.limits();
  }
}
