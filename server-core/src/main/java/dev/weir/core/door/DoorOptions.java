package dev.weir.core.door;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What doors of every kind but HTTP can be told: middleware, the handlers' thread, limits. */
public final class DoorOptions {
  private final String doorName;
  private final List<Middleware> middleware = new ArrayList<>();
  private Dispatch dispatch = Dispatch.VIRTUAL_THREAD;
  private @Nullable Limits limits;

  /** Of a door that was told nothing yet. */
  public DoorOptions(String doorName) {
    this.doorName = doorName;
  }

  /** Adds middleware, inside of what there is. */
  public void addMiddleware(Middleware... added) {
    middleware.addAll(List.of(added));
  }

  /** Sets the thread of the handlers. */
  public void setDispatch(Dispatch newDispatch) {
    dispatch = Objects.requireNonNull(newDispatch, "dispatch");
  }

  /** Adds limits, which go before those of earlier calls. */
  public void addLimits(Limits added) {
    limits = limits == null ? Objects.requireNonNull(added, "limits") : added.over(limits);
  }

  /** The middleware of the door alone, the outermost first. */
  public List<Middleware> middleware() {
    return List.copyOf(middleware);
  }

  /** The thread of the handlers: virtual, unless the door says otherwise. */
  public Dispatch dispatch() {
    return dispatch;
  }

  /** The limits that hold for the door: its own, and else the server's. */
  public Limits limits(Limits serverLimits) {
    Limits own = limits;
    return own == null ? serverLimits : own.over(serverLimits);
  }

  /**
   * Checks the limits.
   *
   * @throws StartException if the door has some of its own that have no meaning for a door
   */
  public void requireMeaning() {
    LimitScope.DOOR.require("Door " + doorName, Optional.ofNullable(limits));
  }
}
