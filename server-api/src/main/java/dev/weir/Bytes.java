package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.internal.UnreadBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable sequence of bytes on the heap.
 *
 * <p>Invariants: the bytes never change, no reference count exists, and any thread may read it. A
 * {@linkplain #slice slice} shares its parent's array and so keeps all of it alive; {@link
 * #compact()} ends that.
 */
@Stable
public final class Bytes {
  private static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The sequence of no bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of all of {@code source}. */
  public static Bytes copyOf(byte[] source) {
    return copyOf(source, 0, source.length);
  }

  /**
   * A copy of a range.
   *
   * @throws IndexOutOfBoundsException if the range isn't inside {@code source}
   */
  public static Bytes copyOf(byte[] source, int from, int length) {
    Objects.checkFromIndexSize(from, length, source.length);
    return length == 0
        ? EMPTY
        : new Bytes(Arrays.copyOfRange(source, from, from + length), 0, length);
  }

  /** As {@link #copyOf(byte[], int, int)}, of what isn't in an array yet. */
  static Bytes copyOf(UnreadBytes source, int from, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] copy = new byte[length];
    source.copy(from, copy, 0, length);
    return new Bytes(copy, 0, length);
  }

  /** A copy of what remains in {@code source}, whose position doesn't move. */
  public static Bytes copyOf(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(source.position(), copy);
    return owned(copy, 0, copy.length);
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return owned(encoded, 0, encoded.length);
  }

  /** A builder that is a {@link ByteOutput} and grows as needed. */
  public static BytesBuilder builder() {
    return new BytesBuilder();
  }

  /** Takes over an array that nobody else will write to. */
  static Bytes owned(byte[] array, int offset, int length) {
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return length == 0;
  }

  /**
   * The byte at {@code index}.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < length()}
   */
  public byte byteAt(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing this array. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return from == 0 && to == length ? this : owned(array, offset + from, to - from);
  }

  /** The same bytes in an array of just their length. */
  public Bytes compact() {
    return length == array.length ? this : copyOf(array, offset, length);
  }

  /** The index of the first {@code value} at or after {@code from}, or -1. */
  public int indexOf(byte value, int from) {
    for (int i = Math.max(0, from); i < length; i++) {
      if (array[offset + i] == value) {
        return i;
      }
    }
    return -1;
  }

  /** A copy as an array. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Copies {@code count} bytes from {@code from} to {@code target}. */
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    Objects.checkFromIndexSize(from, count, length);
    System.arraycopy(array, offset + from, target, targetOffset, count);
  }

  /** The text that these bytes encode in UTF-8; what is malformed reads as U+FFFD. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** A read-only view. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** A stream over these bytes; it needs no closing. */
  public InputStream asInputStream() {
    return new BytesInputStream(array, offset, length);
  }

  /** Writes all to {@code target}. */
  public void writeTo(OutputStream target) throws IOException {
    target.write(array, offset, length);
  }

  /** Copies all into {@code target}, or shares the array with it where that is cheaper. */
  void writeTo(ByteOutput target) {
    target.writeShared(array, offset, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The length and the first 16 bytes in hexadecimal digits, for logs. */
  @Override
  public String toString() {
    int shown = Math.min(length, 16);
    return "Bytes["
        + length
        + "]"
        + HexFormat.of().formatHex(array, offset, offset + shown)
        + (shown < length ? ".." : "");
  }
}
