package dev.weir.codec;

import dev.weir.ByteOutput;
import dev.weir.annotation.Stable;
import java.io.IOException;

/** Writes values of one type. Used by many threads at once. */
@FunctionalInterface
@Stable
public interface Encoder<T> {
  /**
   * Writes the value straight into the output.
   *
   * @throws IOException if the value can't be written; what was written is thrown away then
   */
  void encode(T value, ByteOutput output) throws IOException;
}
