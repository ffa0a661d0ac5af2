package dev.weir.core.http2.hpack;

import java.util.Arrays;

/** A growing array that is used again and again. For one thread. */
public final class OctetBuffer {
  static final byte[] NONE = new byte[0];

  /** What is larger isn't kept: one long block shouldn't cost memory for good. */
  private static final int MAX_KEPT = 64 << 10;

  private static final int FIRST_CAPACITY = 512;

  private byte[] array = NONE;
  private int size;

  /** Forgets what is in it. */
  public void clear() {
    size = 0;
    if (array.length > MAX_KEPT) {
      array = NONE;
    }
  }

  /** The number of octets in it. */
  public int size() {
    return size;
  }

  /** The octets, from 0 to {@link #size}; valid until the next is added. */
  public byte[] array() {
    return array;
  }

  /** An array of at least {@code count} octets, over what was in it. */
  byte[] room(int count) {
    clear();
    reserve(count);
    return array;
  }

  /** Makes room for {@code count} octets behind those there. */
  byte[] reserve(int count) {
    if (array.length - size < count) {
      int capacity = Math.max(FIRST_CAPACITY, Math.max(2 * array.length, size + count));
      array = Arrays.copyOf(array, capacity);
    }
    return array;
  }

  /** Adds octets that were written behind {@link #size}, into room that was reserved. */
  void added(int count) {
    size += count;
  }

  /** Adds an octet. */
  public void add(int octet) {
    reserve(1);
    array[size++] = (byte) octet;
  }

  /** Adds a copy of octets. */
  public void add(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, array, size, to - from);
    size += to - from;
  }
}
