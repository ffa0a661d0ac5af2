package dev.weir.core.http;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.http1.Http1;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;

/** HTTP on a door: today HTTP/1.1 and 1.0. */
public final class HttpProtocol implements Protocol {
  private final RoutesBuilder routes;
  private final HttpClock clock;

  /** With the routes of the door. */
  public HttpProtocol(RoutesBuilder routes) {
    this(routes, HttpClock.SYSTEM);
  }

  /** With another clock, for tests. */
  public HttpProtocol(RoutesBuilder routes, HttpClock clock) {
    this.routes = routes;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    DoorSetup door = (DoorSetup) setup;
    HttpDoor shared = new HttpDoor(routes.compile(door), door.work(), clock, door.limits());
    return new Http1(shared);
  }
}
