package dev.weir.spi.transport;

import dev.weir.annotation.Preview;

/**
 * Recycles the fixed-size arrays that output is written to, each in its link of a chain.
 *
 * <p>Competing goals: a thread should find a warm array without meeting other threads, virtual
 * threads come by the thousand, and what idles shouldn't hold memory. So the shared pool is a small
 * array of slots; a thread starts looking at a slot of its own, tries a few, and on a miss
 * allocates or drops. Nothing waits, nothing grows. A segment goes back to where the thread that
 * took it looks, whoever gives it back: a body's writer takes, and the loop that has sent it gives.
 * An event loop has a confined pool in front of it, which is a plain stack.
 */
@Preview
public abstract sealed class SegmentPool {
  /** The length of each array. */
  public static final int SEGMENT_BYTES = 8 << 10;

  private static final SegmentPool SHARED = new Shared();
  private static final SmallSegments SMALL = new SmallSegments();

  private SegmentPool() {}

  /** The pool for all threads. */
  public static SegmentPool shared() {
    return SHARED;
  }

  /** Another one for all threads. For tests. */
  static SegmentPool newShared() {
    return new Shared();
  }

  /** A pool for one thread, or for what is handed from thread to thread safely. */
  public static SegmentPool confined() {
    return new Confined();
  }

  /** An empty link on an array of {@link #SEGMENT_BYTES}. */
  abstract OutputLink acquire();

  /** An empty link for so many bytes that are going to wait. */
  static OutputLink acquireToWait(int bytes) {
    return bytes <= SmallSegments.BYTES ? SMALL.acquire() : OutputLink.exact(new byte[bytes]);
  }

  /** Gives back a pooled link that nobody refers to any more. */
  final void release(OutputLink segment) {
    segment.clear();
    if (segment.array.length == SEGMENT_BYTES) {
      put(segment);
    } else {
      SMALL.release(segment);
    }
  }

  /** Keeps an empty segment, or drops it. */
  abstract void put(OutputLink segment);

  private static OutputLink fresh() {
    return OutputLink.pooled(new byte[SEGMENT_BYTES]);
  }

  private static final class Shared extends SegmentPool {
    private static final int SLOTS = 256; // 2 MiB at most

    /** About what a body's writer has under way below the high watermark, by default. */
    private static final int PROBES = 16;

    /** Thread ids count up, so neighbours in time start some slots apart. */
    private static final int STEP = 4;

    private final SegmentSlots slots = new SegmentSlots(SLOTS, PROBES);

    @Override
    OutputLink acquire() {
      int home = (int) Thread.currentThread().threadId() * STEP;
      OutputLink segment = slots.poll(home);
      if (segment == null) {
        segment = fresh();
      }
      segment.home = home;
      return segment;
    }

    @Override
    void put(OutputLink segment) {
      slots.offer(segment.home, segment);
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
    void put(OutputLink segment) {
      if (count == CAPACITY) {
        SHARED.put(segment);
      } else {
        stack[count++] = segment;
      }
    }
  }
}
