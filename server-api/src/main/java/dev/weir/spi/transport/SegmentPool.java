package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Recycles the fixed-size arrays that output is written to, each in its link of a chain.
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

  /** An empty link on an array of {@link #SEGMENT_BYTES}. */
  abstract OutputLink acquire();

  /** Gives back a link that nobody refers to any more. */
  abstract void release(OutputLink segment);

  private static OutputLink fresh() {
    return OutputLink.pooled(new byte[SEGMENT_BYTES]);
  }

  private static final class Shared extends SegmentPool {
    private static final int SLOTS = 256; // 2 MiB at most
    private static final int PROBES = 4;

    private final AtomicReferenceArray<OutputLink> slots = new AtomicReferenceArray<>(SLOTS);

    @Override
    OutputLink acquire() {
      int start = start();
      for (int i = 0; i < PROBES; i++) {
        int slot = start + i & SLOTS - 1;
        if (slots.getPlain(slot) != null) {
          OutputLink segment = slots.getAndSet(slot, null);
          if (segment != null) {
            return segment;
          }
        }
      }
      return fresh();
    }

    @Override
    void release(OutputLink segment) {
      segment.clear();
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

    private final OutputLink[] stack = new OutputLink[CAPACITY];
    private int count;

    @Override
    @SuppressWarnings("NullAway") // slots from count on are empty, those below aren't
    OutputLink acquire() {
      if (count == 0) {
        return SHARED.acquire();
      }
      OutputLink segment = stack[--count];
      stack[count] = null;
      return segment;
    }

    @Override
    void release(OutputLink segment) {
      segment.clear();
      if (count == CAPACITY) {
        SHARED.release(segment);
      } else {
        stack[count++] = segment;
      }
    }
  }
}
