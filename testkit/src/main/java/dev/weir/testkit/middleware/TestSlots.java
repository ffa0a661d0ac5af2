package dev.weir.testkit.middleware;

import dev.weir.Slot;
import dev.weir.Slots;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Slots in a map. Any thread. */
abstract class TestSlots implements Slots {
  private final Map<Slot<?>, Object> values = new ConcurrentHashMap<>();

  @Override
  @SuppressWarnings("unchecked") // set() takes only a T for a Slot<T>
  public final <T> @Nullable T get(Slot<T> slot) {
    return (T) values.get(slot);
  }

  @Override
  public final <T> void set(Slot<T> slot, @Nullable T value) {
    if (value == null) {
      values.remove(slot);
    } else {
      values.put(slot, value);
    }
  }
}
