package dev.weir.core.config;

import dev.weir.Limits;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.core.wiring.Nearest;
import dev.weir.core.wiring.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that configuration sets. Each layer is checked whole: what is unknown or malformed is
 * a problem also where a stronger layer overrides it.
 */
public final class Configuration {
  /**
   * A value and where it was set.
   *
   * @param text the value as written
   * @param origin where, in words
   */
  public record Value(String text, String origin) {}

  private final Map<String, Value> values = new HashMap<>();
  private final DeclaredKeys declared;
  private final Problems problems;

  private Configuration(DeclaredKeys declared, Problems problems) {
    this.declared = declared;
    this.problems = problems;
  }

  /** Reads all sources, and notes what is wrong with them. */
  public static Configuration load(
      ConfigSources sources, DeclaredKeys declared, Problems problems) {
    Configuration configuration = new Configuration(declared, problems);
    configuration.addLayer(entries(sources.code(), "set in code with config(...)"));
    Map<String, String> system = new TreeMap<>(sources.system());
    system.keySet().removeIf(key -> !key.startsWith("weir."));
    configuration.addLayer(entries(system, "a system property"));
    configuration.addEnvironment(sources.environment());
    Path file = configuration.file(sources.file());
    if (file != null) {
      List<ConfigEntry> entries = problems.check(() -> ConfigFile.read(file, problems));
      configuration.addFile(entries == null ? List.of() : entries);
    }
    return configuration;
  }

  private static List<ConfigEntry> entries(Map<String, String> values, String origin) {
    List<ConfigEntry> entries = new ArrayList<>(values.size());
    new TreeMap<>(values).forEach((key, value) -> entries.add(new ConfigEntry(key, value, origin)));
    return entries;
  }

  private @Nullable Path file(@Nullable Path given) {
    Value named = values.get(CoreSettings.FILE_KEY);
    if (given != null || named == null) {
      return given;
    }
    return Path.of(named.text());
  }

  private void addFile(List<ConfigEntry> entries) {
    List<ConfigEntry> own = new ArrayList<>(entries);
    own.removeIf(entry -> {
      boolean itself = entry.key().equals(CoreSettings.FILE_KEY);
      if (itself) {
        problems.add(entry.key() + " (" + entry.origin() + ") can't be set in the file itself");
      }
      return itself;
    });
    addLayer(own);
  }

  private void addEnvironment(Map<String, String> environment) {
    List<ConfigEntry> entries = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (!name.startsWith(EnvironmentNames.PREFIX) || EnvironmentNames.isForOthers(name)) {
            return;
          }
          List<String> keys = declared.keysOfVariable(name);
          if (keys.size() == 1) {
            entries.add(
                new ConfigEntry(keys.getFirst(), value, "the environment variable " + name));
          } else if (keys.isEmpty()) {
            List<String> known = declared.keys().stream().map(EnvironmentNames::of).toList();
            problems.add(
                "The environment variable "
                    + name
                    + " isn't the name of any setting"
                    + Nearest.hint(name, known));
          } else {
            problems.add(
                "The environment variable "
                    + name
                    + " may stand for any of "
                    + keys
                    + ": set it by a system property or in the file");
          }
        });
    addLayer(entries);
  }

  private void addLayer(List<ConfigEntry> entries) {
    Map<String, ConfigEntry> layer = new HashMap<>();
    for (ConfigEntry entry : entries) {
      String key = DeclaredKeys.canonical(entry.key());
      Setting<?> setting = declared.find(key);
      if (setting == null) {
        problems.add(unknown(entry));
        continue;
      }
      try {
        setting.parse(entry.value());
      } catch (IllegalArgumentException e) {
        problems.add(entry.key() + " (" + entry.origin() + ") is malformed: " + e.getMessage());
        continue;
      }
      ConfigEntry twin = layer.put(key, entry);
      if (twin != null && !twin.value().equals(entry.value())) {
        problems.add(
            key
                + " is set twice: to '"
                + twin.value()
                + "' ("
                + twin.origin()
                + ") and to '"
                + entry.value()
                + "' ("
                + entry.origin()
                + ")");
      }
    }
    layer.forEach(
        (key, entry) -> values.putIfAbsent(key, new Value(entry.value(), entry.origin())));
  }

  private String unknown(ConfigEntry entry) {
    String missing = declared.missingPlugin(entry.key());
    if (missing == null) {
      missing = declared.missingDoor(entry.key());
    }
    String where = entry.key() + " (" + entry.origin() + ")";
    return missing != null
        ? where + " configures what isn't there: " + missing
        : where + " isn't a known setting" + Nearest.hint(entry.key(), declared.keys());
  }

  /** The value of a key, if somebody set one. */
  public Optional<Value> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a core setting, or its default. */
  public <T> T get(String key, Setting<T> setting) {
    return value(key).map(value -> setting.parse(value.text())).orElse(setting.defaultValue());
  }

  /** The values of a plugin's settings. */
  public Settings plugin(String kind, String name, List<Setting<?>> settings) {
    return settings(DeclaredKeys.pluginPrefix(kind, name), settings);
  }

  /** The limits that are configured; what isn't, says nothing. */
  public Limits limits() {
    Limits limits = Limits.defaults();
    for (Setting<?> limit : Limits.all()) {
      limits = withLimit(limits, limit);
    }
    return limits;
  }

  private <T> Limits withLimit(Limits limits, Setting<T> limit) {
    return value(DeclaredKeys.limitsPrefix() + limit.name())
        .map(value -> limits.with(limit, limit.parse(value.text())))
        .orElse(limits);
  }

  Settings settings(String prefix, List<Setting<?>> declaredSettings) {
    Settings settings = Settings.defaults();
    for (Setting<?> setting : declaredSettings) {
      settings = with(settings, setting, prefix);
    }
    return settings;
  }

  private <T> Settings with(Settings settings, Setting<T> setting, String prefix) {
    return value(prefix + setting.name())
        .map(value -> settings.with(setting, setting.parse(value.text())))
        .orElse(settings);
  }

  /** Every value with its origin, for the log at debug level. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .map(entry -> entry.getKey() + " (" + entry.getValue().origin() + ")")
        .toList()
        .toString();
  }
}
