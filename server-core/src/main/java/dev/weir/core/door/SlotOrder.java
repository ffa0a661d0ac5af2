package dev.weir.core.door;

import dev.weir.Slot;
import dev.weir.core.wiring.Problems;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that what a middleware requires is provided outside of it, going from the outside in. */
public final class SlotOrder {
  private final Set<Slot<?>> provided = new HashSet<>();

  /** With nothing provided. */
  public SlotOrder() {}

  /**
   * Goes inside of one more.
   *
   * @return what it requires and nobody outside of it provides
   */
  public List<Slot<?>> enter(Middleware middleware) {
    List<Slot<?>> missing = new ArrayList<>(middleware.requires());
    missing.removeAll(provided);
    provided.addAll(middleware.provides());
    return missing;
  }

  /** What is provided so far. */
  public Set<Slot<?>> provided() {
    return Set.copyOf(provided);
  }

  /**
   * The sentence for one of {@link #enter}.
   *
   * @param described the middleware and its place, in words
   */
  public static String complaint(String described, Slot<?> missing) {
    return described + " requires " + missing + ", which no middleware outside of it provides";
  }

  /**
   * Notes each slot that is required before somebody provides it.
   *
   * @param where the place of {@code middleware}, in words
   * @param outer middleware outside of it, which is checked already; the outermost first
   * @param middleware the outermost first
   */
  public static void check(
      String where, List<Middleware> outer, List<Middleware> middleware, Problems problems) {
    SlotOrder order = new SlotOrder();
    outer.forEach(each -> order.provided.addAll(each.provides()));
    for (Middleware each : middleware) {
      String described = "Middleware " + each.name() + " at " + where;
      for (Slot<?> missing : order.enter(each)) {
        problems.add(complaint(described, missing) + providers(missing, middleware));
      }
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
