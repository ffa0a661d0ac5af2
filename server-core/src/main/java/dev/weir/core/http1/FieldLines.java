package dev.weir.core.http1;

import dev.weir.core.http.KnownNames;
import dev.weir.core.http.Octets;
import dev.weir.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A header or trailer section as it came: one copy of its octets, and where each field lies. Names
 * and values become strings when they are asked for; a look-up by name makes none but its result.
 *
 * <p>Read from any thread: the caches are filled without a lock, at worst twice with equal strings.
 */
final class FieldLines implements Headers {
  /** Numbers per field: start and end of the name, start and end of the value. */
  static final int STRIDE = 4;

  private final byte[] octets;
  private final int[] offsets;
  private final int size;
  private @Nullable String @Nullable [] strings;

  /**
   * @param octets what the section is in, never written to again
   * @param offsets {@link #STRIDE} per field, into {@code octets}
   */
  FieldLines(byte[] octets, int[] offsets) {
    this.octets = octets;
    this.offsets = offsets;
    this.size = offsets.length / STRIDE;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String name(int index) {
    int at = Objects.checkIndex(index, size) * STRIDE;
    String known = KnownNames.find(octets, offsets[at], offsets[at + 1]);
    return known != null ? known : string(2 * index, offsets[at], offsets[at + 1]);
  }

  @Override
  public String value(int index) {
    int at = Objects.checkIndex(index, size) * STRIDE;
    return string(2 * index + 1, offsets[at + 2], offsets[at + 3]);
  }

  private String string(int slot, int from, int to) {
    @Nullable String[] cache = strings;
    if (cache == null) {
      cache = new String[2 * size];
      strings = cache;
    }
    String text = cache[slot];
    if (text == null) {
      text = new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
      cache[slot] = text;
    }
    return text;
  }

  @Override
  public @Nullable String first(String name) {
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        return value(i);
      }
    }
    return null;
  }

  @Override
  public boolean contains(String name) {
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the field at {@code index} has that name, without regard to case. */
  boolean isNamed(int index, String name) {
    int at = index * STRIDE;
    return Octets.sameWord(octets, offsets[at], offsets[at + 1], name);
  }

  /** Whether the value of the field at {@code index} is just that. */
  boolean hasValue(int index, String value) {
    int at = index * STRIDE;
    int from = offsets[at + 2];
    int length = offsets[at + 3] - from;
    if (length != value.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((octets[from + i] & 0xff) != value.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  byte[] octets() {
    return octets;
  }

  int nameLength(int index) {
    return offsets[index * STRIDE + 1] - offsets[index * STRIDE];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach((name, value) ->
        text.append(text.length() > 1 ? ", " : "").append(name).append(": ").append(value));
    return text.append('}').toString();
  }
}
