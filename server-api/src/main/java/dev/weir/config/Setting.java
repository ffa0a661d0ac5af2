package dev.weir.config;

import dev.weir.annotation.Stable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * A declared setting: its name, what it may hold, its default, and what it is for. Declarations
 * drive the configuration keys, the names in the environment, the documentation, and the error for
 * a key that nobody declared.
 *
 * <p>A name is lower case with hyphens, as in {@code max-connections}. Under {@code
 * weir.limits.max-connections} it is {@code WEIR_LIMITS_MAX_CONNECTIONS} in the environment.
 *
 * <p>Made once, in a static final field; two settings are the same only if they are the same
 * object.
 */
@Stable
public final class Setting<T> {
  private final String name;
  private final String kind;
  private final T defaultValue;
  private final String description;
  private final Function<String, T> parser;
  private final Function<T, String> formatter;

  private Setting(
      String name,
      String kind,
      T defaultValue,
      String description,
      Function<String, T> parser,
      Function<T, String> formatter) {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "A setting's name is lower case with hyphens, not '" + name + "'");
    }
    this.name = name;
    this.kind = kind;
    this.defaultValue = Objects.requireNonNull(defaultValue);
    this.description = description;
    this.parser = parser;
    this.formatter = formatter;
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  public static Setting<Integer> integer(
      String name, int defaultValue, int min, int max, String description) {
    return new Setting<>(
        name,
        "a whole number from " + min + " to " + max,
        defaultValue,
        description,
        text -> (int) inRange(Long.parseLong(text.replace("_", "")), min, max),
        value -> String.valueOf(inRange(value, min, max)));
  }

  /**
   * A number of bytes from {@code min} to {@code max}, both included, written as {@code 512},
   * {@code 16KiB}, {@code 2MiB} or {@code 1GiB}.
   */
  public static Setting<Long> bytes(
      String name, long defaultValue, long min, long max, String description) {
    return new Setting<>(
        name,
        "a size from " + ByteSizes.format(min) + " to " + ByteSizes.format(max),
        defaultValue,
        description,
        text -> inRange(ByteSizes.parse(text), min, max),
        value -> ByteSizes.format(inRange(value, min, max)));
  }

  /**
   * A length of time, more than none, written as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}
   * or in ISO 8601 ({@code PT10S}).
   */
  public static Setting<Duration> duration(String name, Duration defaultValue, String description) {
    return new Setting<>(
        name,
        "a length of time such as 250ms, 10s or 5m",
        defaultValue,
        description,
        text -> Durations.positive(Durations.parse(text)),
        value -> Durations.format(Durations.positive(value)));
  }

  /** As {@link #duration}, and may be none ({@code 0s}). */
  public static Setting<Duration> durationOrZero(
      String name, Duration defaultValue, String description) {
    return new Setting<>(
        name,
        "a length of time such as 0s, 250ms, 10s or 5m",
        defaultValue,
        description,
        text -> Durations.notNegative(Durations.parse(text)),
        value -> Durations.format(Durations.notNegative(value)));
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> bool(String name, boolean defaultValue, String description) {
    return new Setting<>(
        name,
        "true or false",
        defaultValue,
        description,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("neither true nor false");
            },
        String::valueOf);
  }

  /** Any text. */
  public static Setting<String> text(String name, String defaultValue, String description) {
    return new Setting<>(name, "text", defaultValue, description, text -> text, value -> value);
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, E defaultValue, String description) {
    E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
    String names = String.join(", ", Arrays.stream(constants).map(Setting::written).toList());
    return new Setting<>(
        name,
        "one of " + names,
        defaultValue,
        description,
        text ->
            Arrays.stream(constants)
                .filter(constant -> written(constant).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of " + names)),
        Setting::written);
  }

  /** The name, without the prefix under which it is configured. */
  public String name() {
    return name;
  }

  /** What it may hold, in words. */
  public String kind() {
    return kind;
  }

  /** The value if nobody sets one. */
  public T defaultValue() {
    return defaultValue;
  }

  /** What it is for, in one sentence. */
  public String description() {
    return description;
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if it isn't of this {@link #kind}, saying what is
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' isn't valid for " + name + ": expected " + kind, e);
    }
  }

  /**
   * Writes a value so that {@link #parse} reads it.
   *
   * @throws IllegalArgumentException if the value isn't allowed for this setting
   */
  public String format(T value) {
    try {
      return formatter.apply(value);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          value + " isn't valid for " + name + ": expected " + kind, e);
    }
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  @Override
  public String toString() {
    return "Setting[" + name + "]";
  }
}
