package dev.weir.core.config;

import dev.weir.Limits;
import dev.weir.config.Setting;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All keys that may be configured: those of the core, the limits, and those of the plugins found.
 */
public final class DeclaredKeys {
  private static final String LIMITS = "weir.limits.";

  /**
   * The same setting under a name that isn't a prefix of others: in a nested file {@code transport}
   * can't be both a value and the place of the transports' settings.
   */
  private static final Map<String, String> ALIASES =
      Map.of(
          CoreSettings.TRANSPORT_KEY + ".use", CoreSettings.TRANSPORT_KEY,
          CoreSettings.MIDDLEWARE_KEY + ".use", CoreSettings.MIDDLEWARE_KEY);

  /** What may be configured of a door that has a name, by its prefix. */
  private static final Map<String, List<Setting<?>>> DOOR_SETTINGS =
      Map.of(TlsSettings.PREFIX, TlsSettings.ALL, ProxySettings.PREFIX, ProxySettings.ALL);

  private final Map<String, Setting<?>> settings = new TreeMap<>();
  private final Map<String, Set<String>> pluginNames = new TreeMap<>();
  private final Set<String> doors = new TreeSet<>();

  /** The keys of the core. */
  public DeclaredKeys() {
    settings.putAll(CoreSettings.ALL);
    for (Setting<?> limit : Limits.all()) {
      settings.put(LIMITS + limit.name(), limit);
    }
  }

  /** Adds the settings of a plugin, under {@code weir.<kind>.<name>.<key>}. */
  public void addPlugin(String kind, String name, List<Setting<?>> declared) {
    pluginNames.computeIfAbsent(kind, absent -> new TreeSet<>()).add(name);
    for (Setting<?> setting : declared) {
      settings.put(pluginPrefix(kind, name) + setting.name(), setting);
    }
  }

  /** Adds what may be configured of a door for streams that has a name of its own. */
  public void addDoor(String name) {
    doors.add(name);
    DOOR_SETTINGS.forEach((prefix, all) ->
        all.forEach(setting -> settings.put(prefix + name + "." + setting.name(), setting)));
  }

  static String pluginPrefix(String kind, String name) {
    return "weir." + kind + "." + name + ".";
  }

  static String limitsPrefix() {
    return LIMITS;
  }

  /** From the other name of a key that others have as their prefix to the key itself. */
  static Map<String, String> aliases() {
    return ALIASES;
  }

  static String canonical(String key) {
    return ALIASES.getOrDefault(key, key);
  }

  @Nullable Setting<?> find(String canonicalKey) {
    return settings.get(canonicalKey);
  }

  Collection<String> keys() {
    Set<String> all = new TreeSet<>(settings.keySet());
    all.addAll(ALIASES.keySet());
    return all;
  }

  /** The declared keys that a variable of the environment may stand for. */
  List<String> keysOfVariable(String variable) {
    return keys().stream().filter(key -> EnvironmentNames.of(key).equals(variable)).toList();
  }

  /** Explains a key of a door that isn't there; null if that isn't what is wrong with it. */
  @Nullable String missingDoor(String key) {
    String prefix =
        DOOR_SETTINGS.keySet().stream().filter(key::startsWith).findFirst().orElse(null);
    if (prefix == null) {
      return null;
    }
    String rest = key.substring(prefix.length());
    if (doors.stream().anyMatch(door -> rest.startsWith(door + "."))) {
      return null;
    }
    return "no door has that name ("
        + (doors.isEmpty() ? "none is named" : "named: " + String.join(", ", doors))
        + "); name it with Listen.withName, or remove the key";
  }

  /** Explains a key of a plugin that isn't there; null if that isn't what is wrong with it. */
  @Nullable String missingPlugin(String key) {
    String[] parts = key.split("\\.", 4);
    if (parts.length < 4 || !List.of("transport", "codec", "middleware").contains(parts[1])) {
      return null;
    }
    Set<String> known = pluginNames.getOrDefault(parts[1], Set.of());
    if (known.contains(parts[2])) {
      return null;
    }
    return "no "
        + parts[1]
        + " named '"
        + parts[2]
        + "' was found ("
        + (known.isEmpty() ? "there is none" : "found: " + String.join(", ", known))
        + "); add its artifact or remove the key";
  }
}
