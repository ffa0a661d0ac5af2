package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Recycles the fixed-size arrays that output is written to.
 *
 * <p>Competing goals: a thread should find a warm array without meeting other threads, virtual
 * threads come by the thousand, and what idles shouldn't hold memory. So the shared pool is a small
 * array of slots; a thread starts looking at a slot of its own, tries a few, and on a miss
 * allocates or drops. Nothing waits, nothing grows. An event loop has a confined pool in front of
 * it, which is a plain stack.
 */
@Preview
public abstract sealed class SegmentPool {
  /** The length of each array. */
  public static final int SEGMENT_BYTES = 8 << 10;

  private static final SegmentPool SHARED = new Shared();

  private SegmentPool() {}

  /** The pool for all threads. */
  public static SegmentPool shared() {
    return SHARED;
  }

  /** A pool for one thread, or for what is handed from thread to thread safely. */
  public static SegmentPool confined() {
    return new Confined();
  }

  abstract byte[] acquire();

  abstract void release(byte[] segment);

  private static final class Shared extends SegmentPool {
    private static final int SLOTS = 256; // 2 MiB at most
    private static final int PROBES = 4;

    private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);

    @Override
    byte[] acquire() {
      int start = start();
      for (int i = 0; i < PROBES; i++) {
        int slot = start + i & SLOTS - 1;
        if (slots.getPlain(slot) != null) {
          byte[] segment = slots.getAndSet(slot, null);
          if (segment != null) {
            return segment;
          }
        }
      }
      return new byte[SEGMENT_BYTES];
    }

    @Override
    void release(byte[] segment) {
      int start = start();
      for (int i = 0; i < PROBES; i++) {
        int slot = start + i & SLOTS - 1;
        if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, segment)) {
          return;
        }
      }
    }

    /** Thread ids count up, so neighbours in time start some slots apart. */
    private static int start() {
      return (int) Thread.currentThread().threadId() * PROBES;
    }
  }

  private static final class Confined extends SegmentPool {
    private static final int CAPACITY = 32;

    private final byte[][] stack = new byte[CAPACITY][];
    private int count;

    @Override
    @SuppressWarnings("NullAway") // slots from count on are empty, those below aren't
    byte[] acquire() {
      if (count == 0) {
        return SHARED.acquire();
      }
      byte[] segment = stack[--count];
      stack[count] = null;
      return segment;
    }

    @Override
    void release(byte[] segment) {
      if (count == CAPACITY) {
        SHARED.release(segment);
      } else {
        stack[count++] = segment;
      }
    }
  }
}
