package dev.weir.core.door;

import dev.weir.Slot;
import dev.weir.core.wiring.Problems;
import dev.weir.middleware.Middleware;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that what a middleware requires is provided outside of it. */
public final class SlotOrder {
  private SlotOrder() {}

  /**
   * Notes each slot that is required before somebody provides it.
   *
   * @param where the place of {@code middleware}, in words
   * @param outer middleware outside of it, which is checked already; the outermost first
   * @param middleware the outermost first
   */
  public static void check(
      String where, List<Middleware> outer, List<Middleware> middleware, Problems problems) {
    Set<Slot<?>> provided = new HashSet<>();
    outer.forEach(each -> provided.addAll(each.provides()));
    for (Middleware each : middleware) {
      for (Slot<?> slot : each.requires()) {
        if (!provided.contains(slot)) {
          problems.add(
              "Middleware "
                  + each.name()
                  + " at "
                  + where
                  + " requires "
                  + slot
                  + ", which no middleware outside of it provides"
                  + providers(slot, middleware));
        }
      }
      provided.addAll(each.provides());
    }
  }

  private static String providers(Slot<?> slot, List<Middleware> middleware) {
    return middleware.stream()
        .filter(each -> each.provides().contains(slot))
        .findFirst()
        .map(each -> "; " + each.name() + " does, and has to come before it")
        .orElse("");
  }
}
