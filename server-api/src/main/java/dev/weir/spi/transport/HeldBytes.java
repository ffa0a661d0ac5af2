package dev.weir.spi.transport;

/**
 * What a handler left of its input. The array exists only as long as something is left, and grows
 * with what came, never with what is only claimed; each byte is moved a bounded number of times
 * however thinly the input trickles.
 */
final class HeldBytes {
  private static final int MIN_CAPACITY = 256;
  private static final byte[] NONE = new byte[0];

  private byte[] array = NONE;
  private int from;
  private int to;

  byte[] array() {
    return array;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return to == from;
  }

  void clear() {
    array = NONE;
    from = 0;
    to = 0;
  }

  /**
   * Keeps {@code source[start..end)}, which is the end of what is held, or comes where nothing is.
   */
  void keep(byte[] source, int start, int end) {
    if (start == end) {
      clear();
    } else if (source == array) {
      from = start;
    } else {
      append(source, start, end);
    }
  }

  void append(byte[] source, int start, int end) {
    int count = end - start;
    if (array.length - to < count) {
      makeRoom(count);
    }
    System.arraycopy(source, start, array, to, count);
    to += count;
  }

  private void makeRoom(int count) {
    int size = size();
    // Moving to the front pays only if as much has been consumed as has to be moved.
    if (array.length - size >= count && from >= size) {
      System.arraycopy(array, from, array, 0, size);
    } else {
      int needed = Math.max(MIN_CAPACITY, Math.addExact(size, count));
      int doubled = size == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE - 8L, 2L * size);
      byte[] larger = new byte[Math.max(needed, doubled)];
      System.arraycopy(array, from, larger, 0, size);
      array = larger;
    }
    from = 0;
    to = size;
  }
}
