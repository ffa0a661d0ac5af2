package dev.weir.core.door;

import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.config.Setting;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a limit can be set. One that was set where nothing reads it would be ignored in silence, so
 * it stops the start.
 */
public enum LimitScope {
  /** A door: what holds for a connection or a socket, and all that routes may have. */
  DOOR("a door"),

  /** A group of routes, or one route. */
  ROUTE("a group or a route");

  /** What all doors share. */
  private static final Set<Setting<?>> OF_SERVER =
      Set.of(
          Limits.MAX_CONNECTIONS,
          Limits.MAX_CONNECTIONS_PER_ADDRESS,
          Limits.MAX_IN_FLIGHT,
          Limits.MAX_IN_FLIGHT_PER_CLIENT,
          Limits.MAX_GATHERED_PERCENT,
          Limits.SHUTDOWN_GRACE,
          Limits.SHUTDOWN_TIMEOUT,
          Limits.LOOP_STALL);

  /** What an exchange has of its own, once its route is known. */
  private static final Set<Setting<?>> OF_ROUTE =
      Set.of(
          Limits.MAX_BODY,
          Limits.MAX_MESSAGE,
          Limits.PROGRESS_TIMEOUT,
          Limits.MIN_BODY_RATE,
          Limits.BODY_GRACE,
          Limits.HANDLER_TIMEOUT,
          Limits.READ_AHEAD);

  private final String words;

  LimitScope(String words) {
    this.words = words;
  }

  /** What is wrong with limits that were set here, one sentence for each that has no meaning. */
  public List<String> misplaced(Limits own) {
    return Limits.all().stream()
        .filter(limit -> !allows(limit) && own.explicit(limit).isPresent())
        .map(limit ->
            "the limit " + limit.name() + " can't be set for " + words + ", since " + remedy(limit))
        .toList();
  }

  /**
   * Refuses limits that have no meaning here.
   *
   * @param where the place, in words
   */
  public void require(String where, Optional<Limits> own) {
    List<String> misplaced = own.map(this::misplaced).orElse(List.of());
    if (!misplaced.isEmpty()) {
      throw new StartException(where + ": " + String.join("; ", misplaced));
    }
  }

  private static String remedy(Setting<?> limit) {
    return OF_SERVER.contains(limit)
        ? "all doors share it: set it for the server"
        : "it holds for whole connections: set it for the door or the server";
  }

  private boolean allows(Setting<?> limit) {
    return switch (this) {
      case DOOR -> !OF_SERVER.contains(limit);
      case ROUTE -> OF_ROUTE.contains(limit);
    };
  }
}
