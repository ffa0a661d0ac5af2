package dev.weir.config;

import java.util.Locale;

/** Sizes as people write them: {@code 2MiB}. */
final class ByteSizes {
  private static final String[] UNITS = {"GiB", "MiB", "KiB"};

  private ByteSizes() {}

  static long parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < UNITS.length; i++) {
      if (lower.endsWith(UNITS[i].toLowerCase(Locale.ROOT))) {
        String number = lower.substring(0, lower.length() - 3).strip();
        return Math.multiplyExact(number(number), 1L << 10 * (UNITS.length - i));
      }
    }
    return number(lower.endsWith("b") ? lower.substring(0, lower.length() - 1).strip() : lower);
  }

  static String format(long bytes) {
    for (int i = 0; i < UNITS.length; i++) {
      long unit = 1L << 10 * (UNITS.length - i);
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + UNITS[i];
      }
    }
    return String.valueOf(bytes);
  }

  private static long number(String digits) {
    return Long.parseLong(digits.replace("_", ""));
  }
}
