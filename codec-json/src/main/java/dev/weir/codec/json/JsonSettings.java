package dev.weir.codec.json;

import dev.weir.config.Setting;
import java.util.List;

/** The settings of the codec, under {@code weir.codec.json}. */
final class JsonSettings {
  static final Setting<Boolean> FAIL_ON_UNKNOWN_PROPERTIES =
      Setting.bool(
          "fail-on-unknown-properties",
          true,
          "whether a property that the type doesn't have is refused with a 422, or ignored");

  static final Setting<Integer> MAX_DEPTH =
      Setting.integer(
          "max-depth", 256, 1, 10_000, "how deep arrays and objects may nest; else 400");

  static final Setting<Integer> MAX_STRING_LENGTH =
      Setting.integer(
          "max-string-length",
          16 << 20,
          1,
          Integer.MAX_VALUE,
          "how many characters a string may have; else 400");

  static final Setting<Integer> MAX_NUMBER_LENGTH =
      Setting.integer(
          "max-number-length", 1_000, 1, 1_000_000, "how many digits a number may have; else 400");

  static final List<Setting<?>> ALL =
      List.of(FAIL_ON_UNKNOWN_PROPERTIES, MAX_DEPTH, MAX_STRING_LENGTH, MAX_NUMBER_LENGTH);

  private JsonSettings() {}
}
