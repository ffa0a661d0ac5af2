package dev.weir.core.discovery;

import dev.weir.StartException;
import dev.weir.core.wiring.Nearest;
import dev.weir.spi.Plugin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plugins of one kind that were found, by name; the highest priority first. */
public final class Plugins<P extends Plugin> {
  private final PluginKind<P> kind;
  private final Map<String, FoundPlugin<P>> byName = new LinkedHashMap<>();

  Plugins(PluginKind<P> kind, List<FoundPlugin<P>> found) {
    this.kind = kind;
    found.stream().sorted(Plugins::inOrder).forEach(this::add);
  }

  private static int inOrder(FoundPlugin<?> one, FoundPlugin<?> other) {
    int byPriority = Integer.compare(other.priority(), one.priority());
    return byPriority != 0 ? byPriority : one.name().compareTo(other.name());
  }

  private void add(FoundPlugin<P> plugin) {
    FoundPlugin<P> twin = byName.putIfAbsent(plugin.name(), plugin);
    if (twin != null) {
      throw new StartException(
          "Two plugins have one name: the "
              + twin
              + " and the "
              + plugin
              + "; remove one of the two from the class path or module path");
    }
  }

  /** All of them, the highest priority first. */
  public List<FoundPlugin<P>> all() {
    return List.copyOf(byName.values());
  }

  /** The one of that name, or null. */
  public @Nullable FoundPlugin<P> find(String name) {
    return byName.get(name);
  }

  /**
   * The one that somebody asked for by name, which must be usable.
   *
   * @param asker who asked, in words
   * @throws StartException if it isn't there, or is unavailable
   */
  public FoundPlugin<P> named(String name, String asker) {
    FoundPlugin<P> plugin = byName.get(name);
    if (plugin == null) {
      throw new StartException(
          "There is no "
              + kind.word()
              + " named '"
              + name
              + "' ("
              + asker
              + "); found: "
              + (byName.isEmpty() ? "none" : String.join(", ", byName.keySet()))
              + Nearest.hint(name, byName.keySet()));
    }
    String unavailable = plugin.unavailabilityCause();
    if (unavailable != null) {
      throw new StartException(
          "The " + plugin + ", asked for by " + asker + ", is unavailable: " + unavailable);
    }
    return plugin;
  }

  /** The names, for the line at start. */
  @Override
  public String toString() {
    return byName.isEmpty() ? "none" : byName.keySet().stream().collect(Collectors.joining(", "));
  }
}
