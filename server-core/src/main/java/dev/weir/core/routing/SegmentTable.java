package dev.weir.core.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An unchanging hash table from literal segments to what follows them, which is asked with a part
 * of the path, so that a look-up allocates nothing. Linear probing, at most half full. The keys are
 * ours, so nobody outside can make them collide.
 */
final class SegmentTable<V> {
  private final String[] keys;
  private final Object[] values;
  private final int mask;

  SegmentTable(Map<String, V> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size())) << 2;
    keys = new String[capacity];
    values = new Object[capacity];
    mask = capacity - 1;
    entries.forEach(this::put);
  }

  private void put(String key, V value) {
    int slot = slot(hash(key, 0, key.length()));
    while (keys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  /** What follows the segment {@code path[from, to)}, or null. */
  @SuppressWarnings("unchecked") // put() takes only a V
  @Nullable V get(String path, int from, int to) {
    int length = to - from;
    for (int slot = slot(hash(path, from, to)); ; slot = (slot + 1) & mask) {
      String key = keys[slot];
      if (key == null) {
        return null;
      }
      if (key.length() == length && path.startsWith(key, from)) {
        return (V) values[slot];
      }
    }
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 16) & mask;
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }
}
