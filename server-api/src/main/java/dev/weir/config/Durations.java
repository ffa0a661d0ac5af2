package dev.weir.config;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as people write them: {@code 250ms}. */
final class Durations {
  private Durations() {}

  static Duration parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("p") || lower.startsWith("-p")) {
      return Duration.parse(text);
    }
    if (lower.endsWith("ms")) {
      return Duration.ofMillis(number(lower, 2));
    }
    if (lower.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return switch (lower.charAt(lower.length() - 1)) {
      case 's' -> Duration.ofSeconds(number(lower, 1));
      case 'm' -> Duration.ofMinutes(number(lower, 1));
      case 'h' -> Duration.ofHours(number(lower, 1));
      case 'd' -> Duration.ofDays(number(lower, 1));
      default -> throw new IllegalArgumentException("no unit");
    };
  }

  static String format(Duration value) {
    long millis = value.toMillis();
    if (millis % 1000 != 0 || millis == 0) {
      return millis == 0 ? "0s" : millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + "m" : seconds + "s";
  }

  static Duration positive(Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("not more than none");
    }
    return value;
  }

  static Duration notNegative(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("negative");
    }
    return value;
  }

  private static long number(String text, int unitLength) {
    return Long.parseLong(text.substring(0, text.length() - unitLength).strip().replace("_", ""));
  }
}
