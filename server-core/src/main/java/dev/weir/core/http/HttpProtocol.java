package dev.weir.core.http;

import dev.weir.TrustedProxies;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import java.util.List;
import java.util.function.Function;

/** HTTP on a door. The engine is given, since engines stand on this package. */
public final class HttpProtocol implements Protocol {
  private final RoutesBuilder routes;
  private final Function<HttpDoor, StreamOpener> engine;
  private final TrustedProxies proxies;

  /** With the routes of the door, and what opens streams for them; nobody stands in front. */
  public HttpProtocol(RoutesBuilder routes, Function<HttpDoor, StreamOpener> engine) {
    this(routes, engine, TrustedProxies.none());
  }

  /** With the routes of the door, what opens streams for them, and who stands in front. */
  public HttpProtocol(
      RoutesBuilder routes, Function<HttpDoor, StreamOpener> engine, TrustedProxies proxies) {
    this.routes = routes;
    this.engine = engine;
    this.proxies = proxies;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<String> applicationProtocols() {
    return List.of("h2", "http/1.1", "http/1.0");
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    DoorSetup door = (DoorSetup) setup;
    return engine.apply(new HttpDoor(routes.compile(door), door.work(), door.limits(), proxies));
  }
}
