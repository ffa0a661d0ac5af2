package dev.weir.testkit.codec;

import dev.weir.Bytes;
import dev.weir.TypeOf;

/**
 * Bytes that give no value.
 *
 * @param bytes the bytes
 * @param type what they are decoded to
 */
public record BadInput(Bytes bytes, TypeOf<?> type) {
  /** Text, in UTF-8. */
  public static BadInput of(String text, Class<?> type) {
    return new BadInput(Bytes.utf8(text), TypeOf.of(type));
  }

  @Override
  public String toString() {
    String text = bytes.utf8();
    return type + " '" + (text.length() > 60 ? text.substring(0, 60) + ".." : text) + "'";
  }
}
