package dev.weir.spi.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A stretch of bytes in an array ({@code file} is null) or in a file: one link of an {@link
 * OutputChain}. A pooled one goes back to its {@link SegmentPool} as a whole, so that a chain which
 * is filled and emptied again and again allocates nothing. Of an array that is lent, {@code memory}
 * has the bytes, and the array may not have them yet.
 */
final class OutputLink {
  private static final byte[] NONE = new byte[0];

  byte[] array;
  @Nullable ReadMemory memory;
  final boolean pooled;
  final @Nullable FileRegion file;
  long from;
  long to;
  int home; // where in the shared pool its next taker looks
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

  /** The bytes that it has left. */
  long length() {
    return to - from;
  }

  /** An empty link on an array that nobody else writes to. */
  static OutputLink exact(byte[] array) {
    return new OutputLink(array, false, null, 0, 0);
  }

  /** A copy of its bytes in an array of about their size. */
  OutputLink trimmed() {
    int length = (int) length();
    OutputLink copy = SegmentPool.acquireToWait(length);
    System.arraycopy(array, (int) from, copy.array, 0, length);
    copy.to = length;
    return copy;
  }

  /** Copies as many bytes as {@code target} has room for. Not of a file. */
  void copyTo(ByteBuffer target) {
    int count = (int) Math.min(length(), target.remaining());
    if (memory == null) {
      target.put(array, (int) from, count);
    } else {
      memory.copy((int) from, target, count);
    }
  }

  /** What is left of the file, or null if it isn't one. */
  @Nullable FileRegion fileRegion() {
    return file == null ? null : new FileRegion(file.channel(), from, length());
  }

  /**
   * Sends of what is left of the file.
   *
   * @param max the most bytes to send
   * @return how many {@code target} took
   * @throws EOFException if the file has become shorter than the region
   */
  static long transfer(FileRegion rest, WritableByteChannel target, long max) throws IOException {
    long sent = rest.channel().transferTo(rest.position(), Math.min(max, rest.length()), target);
    if (sent == 0 && rest.channel().size() <= rest.position()) {
      throw new EOFException("The file became shorter than what was to be sent of it");
    }
    return sent;
  }

  /** Its bytes where they stand in memory that is lent, or null if they are elsewhere. */
  @Nullable ByteBuffer lentMemory() {
    return memory == null ? null : memory.memory().clear().position((int) from).limit((int) to);
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
      byte[] copy = new byte[(int) length()];
      memory.copy((int) from, copy, 0, copy.length);
      array = copy;
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
