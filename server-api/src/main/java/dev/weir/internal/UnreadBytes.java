package dev.weir.internal;

import dev.weir.annotation.Internal;

/**
 * Bytes that are lent before they stand in the array of the lend. Whoever only passes them on, or
 * copies them, spares the copy to that array. An index is the same here as in the array.
 */
@Internal
public interface UnreadBytes {
  /** Copies all to the array; once, whoever calls it again. */
  void load();

  /** Copies some to {@code target}, past the array. */
  void copy(int index, byte[] target, int offset, int count);
}
