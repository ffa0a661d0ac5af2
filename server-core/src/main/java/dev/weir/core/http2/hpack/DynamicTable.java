package dev.weir.core.http2.hpack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table of fields that grows at one end and loses at the other (RFC 7541, sections 2.3.2 and 4).
 * A ring, which has no memory before the first entry comes.
 */
final class DynamicTable {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable HeaderField[] ring = new HeaderField[0];
  private int newest = -1;
  private int count;
  private int size;
  private int maxSize;
  private long added;

  DynamicTable(int maxSize) {
    this.maxSize = maxSize;
  }

  /** The number of entries. */
  int count() {
    return count;
  }

  /** What the entries take, as section 4.1 counts it. */
  int size() {
    return size;
  }

  int maxSize() {
    return maxSize;
  }

  /** How many entries were ever added: the number of the newest, if they count from 1. */
  long added() {
    return added;
  }

  /** The entry at {@code index}, 0 being the newest; null if there is none. */
  @Nullable HeaderField get(int index) {
    return index < count ? ring[newest - index & ring.length - 1] : null;
  }

  /** Changes the size; what is too much goes. */
  void maxSize(int bytes) {
    maxSize = bytes;
    evictTo(bytes);
  }

  /**
   * Adds an entry; one larger than the table empties it, and that is all (section 4.4).
   *
   * @return whether it is there
   */
  boolean add(HeaderField field) {
    int bytes = field.size();
    evictTo(maxSize - bytes);
    if (bytes > maxSize) {
      return false;
    }
    if (count == ring.length) {
      grow();
    }
    newest = newest + 1 & ring.length - 1;
    ring[newest] = field;
    count++;
    size += bytes;
    added++;
    return true;
  }

  private void evictTo(int bytes) {
    while (count > 0 && size > bytes) {
      int oldest = newest - (count - 1) & ring.length - 1;
      HeaderField gone = ring[oldest];
      ring[oldest] = null;
      count--;
      size -= gone == null ? 0 : gone.size();
    }
  }

  private void grow() {
    @Nullable HeaderField[] larger = new HeaderField[Math.max(FIRST_CAPACITY, 2 * ring.length)];
    for (int i = 0; i < count; i++) {
      larger[i] = ring[newest - (count - 1 - i) & ring.length - 1];
    }
    ring = larger;
    newest = count - 1;
  }

  @Override
  public String toString() {
    return "DynamicTable" + Arrays.toString(ring);
  }
}
