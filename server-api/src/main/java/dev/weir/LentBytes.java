package dev.weir;

import dev.weir.annotation.Preview;
import dev.weir.internal.LentArrays;
import dev.weir.internal.UnreadBytes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read-only cursor over bytes that are lent for the length of one call.
 *
 * <p>Whoever is lent it reads from its position on; what it leaves behind the position counts as
 * consumed. On return from the call the lend is revoked: reading it later, or from another thread,
 * throws {@link StaleLendException} and never shows somebody else's bytes. What has to live longer
 * is copied with {@link #readBytes}. {@linkplain #slice Slices} share the revocation.
 *
 * <p>Offsets in this class are relative to the position.
 */
@Preview
public final class LentBytes {
  static {
    LentArrays.install(
        new LentArrays.Access() {
          @Override
          public LentBytes lend(byte[] array, int from, int to, UnreadBytes unread) {
            LentBytes lent = LentBytes.lend(array, from, to);
            lent.borrower = new Unread(Thread.currentThread(), unread);
            return lent;
          }

          @Override
          public byte[] array(LentBytes bytes) {
            bytes.check();
            return bytes.array;
          }

          @Override
          public int position(LentBytes bytes) {
            return bytes.position;
          }

          @Override
          public int limit(LentBytes bytes) {
            return bytes.limit;
          }

          @Override
          public void position(LentBytes bytes, int position) {
            bytes.check();
            Objects.checkFromToIndex(position, bytes.limit, bytes.array.length);
            bytes.position = position;
          }
        });
  }

  private final byte[] array;
  private final int limit;
  private final LentBytes root;
  private int position;

  // Of the root only: the thread; or Unread until the bytes are in the array; null once revoked. So
  // one comparison tells both kinds of misuse, and that the bytes are there.
  private @Nullable Object borrower;

  private record Unread(Thread borrower, UnreadBytes bytes) {}

  private LentBytes(byte[] array, int from, int to) {
    this.array = array;
    this.position = from;
    this.limit = to;
    this.root = this;
    this.borrower = Thread.currentThread();
  }

  private LentBytes(LentBytes root, int from, int to) {
    this.array = root.array;
    this.position = from;
    this.limit = to;
    this.root = root;
  }

  /**
   * Lends {@code array[from..to)} to the current thread. For transports, and for tests of what they
   * lend to.
   */
  public static LentBytes lend(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    return new LentBytes(array, from, to);
  }

  /** Ends the lend, for this cursor and all its slices. Called by who lent it. */
  public void revoke() {
    root.borrower = null;
  }

  /** The number of bytes from the position on. */
  public int remaining() {
    return limit - position;
  }

  /** The byte at {@code offset}; the position stays. */
  public byte peek(int offset) {
    check();
    return array[position + Objects.checkIndex(offset, limit - position)];
  }

  /** Reads one byte. */
  public byte readByte() {
    byte value = peek(0);
    position++;
    return value;
  }

  /** Reads an unsigned integer of {@code width} bytes, 1 to 8; of 8 bytes it may be negative. */
  public long readInteger(int width, ByteOrder order) {
    long value = peekInteger(0, width, order);
    position += width;
    return value;
  }

  /** As {@link #readInteger}, at {@code offset}; the position stays. */
  public long peekInteger(int offset, int width, ByteOrder order) {
    check();
    Objects.checkIndex(width - 1, Long.BYTES);
    Objects.checkFromIndexSize(offset, width, limit - position);
    long value = 0;
    for (int i = 0; i < width; i++) {
      int at = order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
      value = value << 8 | array[position + offset + at] & 0xff;
    }
    return value;
  }

  /** The offset of the first {@code value} at or after {@code fromOffset}, or -1. */
  public int indexOf(byte value, int fromOffset) {
    check();
    Objects.checkFromToIndex(fromOffset, limit - position, limit - position);
    for (int i = position + fromOffset; i < limit; i++) {
      if (array[i] == value) {
        return i - position;
      }
    }
    return -1;
  }

  /** Moves the position on by {@code count}. */
  public void skip(int count) {
    var unused = unread();
    Objects.checkFromIndexSize(0, count, limit - position);
    position += count;
  }

  /** Reads {@code count} bytes into a copy that may be kept. */
  public Bytes readBytes(int count) {
    UnreadBytes unread = unread();
    Objects.checkFromIndexSize(0, count, limit - position);
    Bytes copy =
        unread == null
            ? Bytes.copyOf(array, position, count)
            : Bytes.copyOf(unread, position, count);
    position += count;
    return copy;
  }

  /** Reads {@code count} bytes as Latin-1 text (of which ASCII is a part). */
  public String readLatin1(int count) {
    check();
    Objects.checkFromIndexSize(0, count, limit - position);
    String text = new String(array, position, count, StandardCharsets.ISO_8859_1);
    position += count;
    return text;
  }

  /** Reads {@code count} bytes into {@code target}. */
  public void read(byte[] target, int offset, int count) {
    UnreadBytes unread = unread();
    Objects.checkFromIndexSize(0, count, limit - position);
    if (unread == null) {
      System.arraycopy(array, position, target, offset, count);
    } else {
      unread.copy(position, target, offset, count);
    }
    position += count;
  }

  /**
   * A cursor of its own over {@code length} bytes at {@code offset}, revoked with this one; the
   * position stays.
   */
  public LentBytes slice(int offset, int length) {
    check();
    Objects.checkFromIndexSize(offset, length, limit - position);
    return new LentBytes(root, position + offset, position + offset + length);
  }

  /** Writes what remains to {@code target}, and moves the position to the end. */
  void writeTo(ByteOutput target) {
    var unused = unread();
    int from = position;
    int length = limit - from;
    if (!target.referTo(array, from, length)) {
      check();
      target.write(array, from, length);
    }
    position = limit;
  }

  /** Before the array is looked at. */
  private void check() {
    if (root.borrower != Thread.currentThread()) {
      root.load();
    }
  }

  private void load() {
    UnreadBytes unread = unread();
    if (unread != null) {
      unread.load();
      borrower = Thread.currentThread();
    }
  }

  /** Checks the lend. Returns where the bytes are, or null if that is the array. */
  private @Nullable UnreadBytes unread() {
    Object owner = root.borrower;
    if (owner == Thread.currentThread()) {
      return null;
    }
    if (owner instanceof Unread unread) {
      if (unread.borrower == Thread.currentThread()) {
        return unread.bytes;
      }
      owner = unread.borrower;
    }
    throw new StaleLendException((Thread) owner);
  }

  /** The number of bytes, for logs. */
  @Override
  public String toString() {
    return "LentBytes[" + remaining() + (root.borrower == null ? ", revoked]" : "]");
  }
}
