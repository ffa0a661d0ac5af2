package dev.weir.core.routing;

import dev.weir.StartException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the routes of a door, collected so that all of it is told at once. */
final class RoutingErrors {
  private final List<StartException> errors = new ArrayList<>();

  RoutingErrors copy() {
    RoutingErrors copy = new RoutingErrors();
    copy.errors.addAll(errors);
    return copy;
  }

  /** Adds an error. */
  void add(String message) {
    add(new StartException(message));
  }

  /** Adds an error, once: what is wrong around a group is found again for each of its routes. */
  void add(StartException error) {
    for (StartException known : errors) {
      if (message(known).equals(message(error))) {
        return;
      }
    }
    errors.add(error);
  }

  /**
   * Tells of all errors.
   *
   * @throws StartException if there are any
   */
  void throwIfAny(String door) {
    if (errors.isEmpty()) {
      return;
    }
    if (errors.size() == 1) {
      StartException only = errors.getFirst();
      throw new StartException("Door " + door + ": " + message(only), only.getCause());
    }
    StringBuilder text = new StringBuilder("Door " + door + " has " + errors.size() + " errors:");
    errors.forEach(error -> text.append("\n- ").append(message(error)));
    StartException all = new StartException(text.toString());
    errors.stream()
        .map(Throwable::getCause)
        .filter(RoutingErrors::isThere)
        .forEach(all::addSuppressed);
    throw all;
  }

  private static boolean isThere(@Nullable Throwable cause) {
    return cause != null;
  }

  private static String message(StartException error) {
    return String.valueOf(error.getMessage());
  }
}
