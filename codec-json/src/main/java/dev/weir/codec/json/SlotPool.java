package dev.weir.codec.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps a bounded number of Jackson's buffers, without a lock and without anything per thread.
 *
 * <p>Jackson's own pools are one of these each: its default is per thread, which a virtual thread
 * per request never uses twice; its bounded one is a queue with a lock; its lock-free one has no
 * bound, and would keep the buffers of ten thousand slow uploads for good.
 *
 * <p>A thread looks in a few slots that follow from its number, so an event loop tends to find the
 * buffers that it left. Finding none it makes new ones; finding no free slot it drops them.
 */
@SuppressWarnings("serial") // a factory with this pool is never serialized, as with Jackson's own
final class SlotPool implements RecyclerPool<BufferRecycler> {
  private static final int TRIES = 4;

  private final transient AtomicReferenceArray<BufferRecycler> slots;
  private final int mask;

  /** With so many slots, a power of two. */
  SlotPool(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(capacity + " isn't a power of two");
    }
    this.slots = new AtomicReferenceArray<>(capacity);
    this.mask = capacity - 1;
  }

  @Override
  public BufferRecycler acquirePooled() {
    int first = firstSlot();
    for (int i = 0; i < TRIES; i++) {
      int slot = (first + i) & mask;
      // The read first: it doesn't take the cache line away from others.
      if (slots.get(slot) != null) {
        BufferRecycler kept = slots.getAndSet(slot, null);
        if (kept != null) {
          return kept;
        }
      }
    }
    return new UnsharedBuffers();
  }

  @Override
  public void releasePooled(BufferRecycler recycler) {
    int first = firstSlot();
    for (int i = 0; i < TRIES; i++) {
      int slot = (first + i) & mask;
      if (slots.get(slot) == null && slots.compareAndSet(slot, null, recycler)) {
        return;
      }
    }
  }

  @Override
  public int pooledCount() {
    int count = 0;
    for (int i = 0; i <= mask; i++) {
      if (slots.get(i) != null) {
        count++;
      }
    }
    return count;
  }

  @Override
  public boolean clear() {
    for (int i = 0; i <= mask; i++) {
      slots.set(i, null);
    }
    return true;
  }

  private static int firstSlot() {
    long id = Thread.currentThread().threadId();
    return (int) (id * TRIES);
  }
}
