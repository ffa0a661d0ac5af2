package dev.weir.config;

import dev.weir.annotation.Stable;
import java.util.Map;
import java.util.Optional;

/** The values of a plugin's declared settings. */
@Stable
public final class Settings {
  private static final Settings DEFAULTS = new Settings(Map.of());

  private final Map<Setting<?>, Object> values;

  private Settings(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /** Every setting at its default. */
  public static Settings defaults() {
    return DEFAULTS;
  }

  /**
   * These settings with one more value.
   *
   * @throws IllegalArgumentException if the value isn't allowed for the setting
   */
  public <T> Settings with(Setting<T> setting, T value) {
    setting.format(value);
    Map<Setting<?>, Object> more = new java.util.HashMap<>(values);
    more.put(setting, value);
    return new Settings(Map.copyOf(more));
  }

  /** The value set, or the setting's default. */
  public <T> T get(Setting<T> setting) {
    return explicit(setting).orElse(setting.defaultValue());
  }

  /** The value set, if somebody set one. */
  @SuppressWarnings("unchecked") // with() takes only a T for a Setting<T>
  public <T> Optional<T> explicit(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  /** These settings, and where they say nothing, those of {@code weaker}. */
  public Settings over(Settings weaker) {
    Map<Setting<?>, Object> merged = new java.util.HashMap<>(weaker.values);
    merged.putAll(values);
    return new Settings(Map.copyOf(merged));
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
