package dev.weir.spi.transport;

/**
 * Small arrays for output that waits, so that a short answer keeps no whole segment. Many threads
 * take them, and a loop gives them back, all of a turn's at once: so it is a ring, and not a place
 * for each thread. All threads.
 */
final class SmallSegments {
  /** The length of each array; what is longer waits in one of its own size. */
  static final int BYTES = 512;

  private static final int SLOTS = 256; // 128 KiB at most

  private static final SegmentSlots SLOT_RING = new SegmentSlots(SLOTS);

  // Where to look next. Threads may overwrite each other's step: they only say where to begin.
  private static int taken;
  private static int given;

  private SmallSegments() {}

  /** An empty link on an array of {@link #BYTES}. */
  static OutputLink acquire() {
    int start = taken;
    OutputLink link = SLOT_RING.poll(start);
    // On a miss nothing is near, so the next looks further on, until it has caught up.
    taken = start + (link == null ? SegmentSlots.PROBES : 1);
    return link == null ? OutputLink.pooled(new byte[BYTES]) : link;
  }

  /** Gives back a link that nobody refers to any more. */
  static void release(OutputLink link) {
    int start = given;
    SLOT_RING.offer(start, link);
    given = start + 1;
  }
}
