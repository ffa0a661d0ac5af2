package dev.weir.core.http;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.routing.HttpRouting;

/** Compiles a door's routes, once, at start. */
@FunctionalInterface
public interface RoutingSource {
  /**
   * The compiled routes.
   *
   * @throws dev.weir.StartException if the wiring is wrong
   */
  HttpRouting compile(DoorSetup setup);
}
