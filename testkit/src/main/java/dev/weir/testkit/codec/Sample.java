package dev.weir.testkit.codec;

import dev.weir.TypeOf;

/**
 * A value that comes back equal from a round trip.
 *
 * @param value the value
 * @param type what it is encoded as and decoded to
 * @param delimited whether its bytes say where it ends, so that neither a part of them nor more of
 *     them can be a value: so for an object or array of JSON, not for a number
 */
public record Sample<T>(T value, TypeOf<T> type, boolean delimited) {
  /** A value of a class, whose bytes say where it ends. */
  public static <T> Sample<T> of(T value, Class<T> type) {
    return of(value, TypeOf.of(type));
  }

  /** A value of a type, whose bytes say where it ends. */
  public static <T> Sample<T> of(T value, TypeOf<T> type) {
    return new Sample<>(value, type, true);
  }

  /** The same, with bytes that don't say where it ends. */
  public Sample<T> undelimited() {
    return new Sample<>(value, type, false);
  }

  @Override
  public String toString() {
    String text = String.valueOf(value);
    return type + " " + (text.length() > 60 ? text.substring(0, 60) + ".." : text);
  }
}
