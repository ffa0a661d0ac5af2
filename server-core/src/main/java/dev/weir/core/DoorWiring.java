package dev.weir.core;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.TrustedProxies;
import dev.weir.core.dispatch.Workers;
import dev.weir.core.door.DoorOptions;
import dev.weir.core.door.ServerDoorSetup;
import dev.weir.core.door.SlotOrder;
import dev.weir.core.wiring.Problems;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;

/** Binds each door's protocol to its surroundings, and notes what is wrong with any of them. */
final class DoorWiring {
  private final Limits serverLimits;
  private final List<Middleware> serverMiddleware;
  private final ServerDoorSetup.Shared shared;
  private final Workers workers;
  private final Problems problems;

  DoorWiring(
      Limits serverLimits,
      List<Middleware> serverMiddleware,
      ServerDoorSetup.Shared shared,
      Workers workers,
      Problems problems) {
    this.serverLimits = serverLimits;
    this.serverMiddleware = List.copyOf(serverMiddleware);
    this.shared = shared;
    this.workers = workers;
    this.problems = problems;
  }

  List<WiredDoor> wire(List<DoorPlan> plans) {
    List<WiredDoor> wired = new ArrayList<>();
    for (DoorPlan plan : plans) {
      WiredDoor door = problems.check(() -> wire(plan));
      if (door != null) {
        wired.add(door);
      }
    }
    return wired;
  }

  private WiredDoor wire(DoorPlan plan) {
    try {
      ProxyCheck.check(plan);
      return plan instanceof DoorPlan.Streams streams
          ? wire(streams)
          : wire((DoorPlan.Datagrams) plan);
    } catch (StartException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StartException("Door " + plan.name() + " can't be wired: " + e, e);
    }
  }

  private WiredDoor wire(DoorPlan.Streams plan) {
    ServerDoorSetup setup =
        setup(
            plan.name(),
            plan.limits().apply(serverLimits),
            plan.dispatch(),
            inside(plan.composed()),
            plan.listen().proxies());
    checkSlots(plan.name(), plan.composed());
    Protocol protocol = plan.protocol().apply(plan.listen());
    return new WiredDoor.Streams(
        plan,
        setup,
        inside(plan.middleware()),
        protocol.bind(setup),
        protocol.applicationProtocols());
  }

  private WiredDoor wire(DoorPlan.Datagrams plan) {
    DoorOptions options = plan.door().options();
    List<Middleware> own = options.middleware();
    ServerDoorSetup setup =
        setup(
            plan.name(),
            options.limits(serverLimits),
            options.dispatch(),
            inside(own),
            TrustedProxies.none());
    checkSlots(plan.name(), own);
    return new WiredDoor.Datagrams(plan, plan.door().bind(setup));
  }

  private ServerDoorSetup setup(
      String door,
      Limits limits,
      Dispatch dispatch,
      List<Middleware> middleware,
      TrustedProxies proxies) {
    return new ServerDoorSetup(
        door, limits, dispatch, middleware, workers.forDoor(door, proxies), shared);
  }

  private List<Middleware> inside(List<Middleware> own) {
    List<Middleware> all = new ArrayList<>(serverMiddleware);
    all.addAll(own);
    return List.copyOf(all);
  }

  /** Of the door's own middleware; the server's is checked once, for all doors. */
  private void checkSlots(String door, List<Middleware> own) {
    SlotOrder.check("door " + door, serverMiddleware, own, problems);
  }
}
