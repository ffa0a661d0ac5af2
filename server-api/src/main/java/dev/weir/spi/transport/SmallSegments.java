package dev.weir.spi.transport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Small arrays for output that waits, so that a short answer keeps no whole segment. Many threads
 * take them, and a loop gives them back, all of a turn's at once: so it is a ring, and not a place
 * for each thread. All threads.
 */
final class SmallSegments {
  /** The length of each array; what is longer waits in one of its own size. */
  static final int BYTES = 512;

  static final int SLOTS = 256; // 128 KiB at most

  private static final int PROBES = 4;

  private final SegmentSlots slots = new SegmentSlots(SLOTS, PROBES);

  // Where the next one looks. Each has a slot of its own to begin with: if steps were lost, two
  // would look in one place, and the ring would be left unevenly, with room that nobody finds.
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger given = new AtomicInteger();

  /** An empty link on an array of {@link #BYTES}. */
  OutputLink acquire() {
    OutputLink link = slots.poll(taken.getAndIncrement());
    if (link == null) {
      // Nothing is near, so the next looks further on, until it has caught up.
      taken.getAndAdd(PROBES - 1);
      return OutputLink.pooled(new byte[BYTES]);
    }
    return link;
  }

  /** Gives back a link that nobody refers to any more. */
  void release(OutputLink link) {
    slots.offer(given.getAndIncrement(), link);
  }
}
