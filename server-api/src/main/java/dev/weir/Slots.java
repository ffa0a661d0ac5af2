package dev.weir;

import dev.weir.annotation.Stable;
import org.jspecify.annotations.Nullable;

/** What carries values in {@linkplain Slot slots}: requests, sessions and connections. */
@Stable
public interface Slots {
  /** The value in the slot, or null if nobody set one. */
  <T> @Nullable T get(Slot<T> slot);

  /** Sets the value; null clears it. */
  <T> void set(Slot<T> slot, @Nullable T value);

  /**
   * The value in the slot.
   *
   * @throws IllegalStateException if nobody set one, naming the slot
   */
  default <T> T require(Slot<T> slot) {
    T value = get(slot);
    if (value == null) {
      throw new IllegalStateException(
          "Nothing was set in " + slot + ": is the middleware that provides it enabled?");
    }
    return value;
  }
}
