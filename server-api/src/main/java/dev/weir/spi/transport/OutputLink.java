package dev.weir.spi.transport;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A stretch of bytes in an array ({@code file} is null) or in a file: one link of an {@link
 * OutputChain}. A pooled one goes back to its {@link SegmentPool} as a whole, so that a chain which
 * is filled and emptied again and again allocates nothing. Of an array that is lent, {@code memory}
 * has the same bytes.
 */
final class OutputLink {
  private static final byte[] NONE = new byte[0];

  byte[] array;
  @Nullable ReadMemory memory;
  final boolean pooled;
  final @Nullable FileRegion file;
  long from;
  long to;
  @Nullable OutputLink next;

  private OutputLink(byte[] array, boolean pooled, @Nullable FileRegion file, long from, long to) {
    this.array = array;
    this.pooled = pooled;
    this.file = file;
    this.from = from;
    this.to = to;
  }

  /** An empty segment that goes back to a pool. */
  static OutputLink pooled(byte[] array) {
    return new OutputLink(array, true, null, 0, 0);
  }

  /** A range of an array that never changes. */
  static OutputLink of(byte[] array, int from, int length) {
    return new OutputLink(array, false, null, from, (long) from + length);
  }

  /** A range of an array that is lent. */
  static OutputLink of(ReadMemory memory, int from, int length) {
    OutputLink link = of(memory.array(), from, length);
    link.memory = memory;
    return link;
  }

  static OutputLink of(FileRegion region) {
    return new OutputLink(
        NONE, false, region, region.position(), region.position() + region.length());
  }

  /** Makes it what it was when it came from the pool. */
  void clear() {
    from = 0;
    to = 0;
    next = null;
  }

  /** Before somebody else's bytes come to what is lent. */
  void copyLent() {
    if (memory != null) {
      array = Arrays.copyOfRange(array, (int) from, (int) to);
      to -= from;
      from = 0;
      memory = null;
    }
  }

  static void close(FileRegion file) {
    try {
      file.close();
    } catch (IOException e) {
      // The bytes have been sent or given up; that the file didn't close is worth a line only.
      LoggerFactory.getLogger(OutputChain.class).warn("A file that was sent couldn't be closed", e);
    }
  }
}
