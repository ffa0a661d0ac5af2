package dev.weir.core.connection;

import dev.weir.Slot;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values in slots, from any thread. Reading is one volatile read: connections' slots are set once,
 * as a rule, and read with every message.
 */
final class SlotValues {
  private static final @Nullable Object[] EMPTY = new @Nullable Object[0];

  private volatile @Nullable Object[] values = EMPTY;

  @SuppressWarnings("unchecked") // set() takes only a T for a Slot<T>
  <T> @Nullable T get(Slot<T> slot) {
    @Nullable Object[] seen = values;
    return slot.index() < seen.length ? (T) seen[slot.index()] : null;
  }

  synchronized <T> void set(Slot<T> slot, @Nullable T value) {
    @Nullable Object[] copy = Arrays.copyOf(values, Math.max(values.length, slot.index() + 1));
    copy[slot.index()] = value;
    values = copy;
  }
}
