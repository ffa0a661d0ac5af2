package dev.weir.spi.transport;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Empty links, in a small array that any thread takes from and puts to. Each looks at a few slots
 * from the one that it is told, and finds one or gives up: nothing waits, nothing grows.
 */
final class SegmentSlots {
  private final AtomicReferenceArray<OutputLink> slots;
  private final int probes;

  /**
   * With none.
   *
   * @param count a power of two
   * @param probes how many are looked at
   */
  SegmentSlots(int count, int probes) {
    this.slots = new AtomicReferenceArray<>(count);
    this.probes = probes;
  }

  /** Takes one, or gives null. */
  @Nullable OutputLink poll(int start) {
    for (int i = 0; i < probes; i++) {
      int slot = start + i & slots.length() - 1;
      if (slots.getPlain(slot) != null) {
        OutputLink link = slots.getAndSet(slot, null);
        if (link != null) {
          return link;
        }
      }
    }
    return null;
  }

  /** Puts one into a slot, or drops it. */
  void offer(int start, OutputLink link) {
    for (int i = 0; i < probes; i++) {
      int slot = start + i & slots.length() - 1;
      if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, link)) {
        return;
      }
    }
  }
}
