package dev.weir.core.discovery;

import dev.weir.StartException;
import dev.weir.spi.transport.TransportProvider;
import java.util.ArrayList;
import java.util.List;

/**
 * The transport and why it was taken.
 *
 * @param plugin the transport
 * @param why the reason, for the line at start
 */
public record TransportChoice(FoundPlugin<TransportProvider> plugin, String why) {
  /** The one that somebody named. */
  public static TransportChoice named(Plugins<TransportProvider> found, String name, String asker) {
    return new TransportChoice(found.named(name, asker), asker);
  }

  /** The object that the code gave. */
  public static TransportChoice given(FoundPlugin<TransportProvider> plugin) {
    String unavailable = plugin.unavailabilityCause();
    if (unavailable != null) {
      throw new StartException("The " + plugin + ", given in code, is unavailable: " + unavailable);
    }
    return new TransportChoice(plugin, "given in code");
  }

  /**
   * The available one with the highest priority.
   *
   * @throws StartException if there is none, or no single one
   */
  public static TransportChoice byPriority(Plugins<TransportProvider> found) {
    List<String> skipped = new ArrayList<>();
    FoundPlugin<TransportProvider> best = null;
    for (FoundPlugin<TransportProvider> plugin : found.all()) {
      if (best != null && plugin.priority() < best.priority()) {
        break; // the rest needn't load its libraries to lose
      }
      String unavailable = plugin.unavailabilityCause();
      if (unavailable != null) {
        skipped.add(plugin.name() + " is unavailable: " + unavailable);
      } else if (best == null) {
        best = plugin;
      } else {
        throw tie(best, plugin);
      }
    }
    if (best == null) {
      throw none(skipped);
    }
    return new TransportChoice(best, why(best, found, skipped));
  }

  private static String why(
      FoundPlugin<TransportProvider> best, Plugins<TransportProvider> found, List<String> skipped) {
    String why =
        found.all().size() == 1
            ? "the only one found"
            : "the highest priority, " + best.priority() + ", of those available";
    return skipped.isEmpty() ? why : why + "; " + String.join("; ", skipped);
  }

  private static StartException tie(FoundPlugin<?> one, FoundPlugin<?> other) {
    return new StartException(
        "Two transports have the same priority, "
            + one.priority()
            + ": the "
            + one
            + " and the "
            + other
            + "; choose with transport(\""
            + one.name()
            + "\") or weir.transport="
            + one.name());
  }

  private static StartException none(List<String> skipped) {
    return new StartException(
        (skipped.isEmpty()
                ? "No transport was found"
                : "No transport can be used: " + String.join("; ", skipped))
            + "; add dev.weir:weir-transport-nio or dev.weir:weir-transport-netty to the class path"
            + " or module path (in a fat jar, merge the META-INF/services files)");
  }
}
