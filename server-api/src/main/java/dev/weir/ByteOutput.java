package dev.weir;

import dev.weir.annotation.Stable;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where encoders write: a growing buffer, not a blocking stream. Nothing written here throws for a
 * slow peer; who writes much watches the watermarks of the stream that it goes to.
 *
 * <p>Not for several threads at once. An output that belongs to a stream is for that stream's owner
 * of the moment only.
 *
 * <p>Subclasses provide the memory: they set {@link #array}, {@link #position} and {@link #limit},
 * and replace them in {@link #makeRoom}.
 */
@Stable
public abstract class ByteOutput {
  /** The most contiguous room that a write of one primitive or number asks for. */
  protected static final int MIN_ROOM = 32;

  private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Memory being written to. */
  protected byte[] array;

  /** The index in {@link #array} of the next byte to write. */
  protected int position;

  /** The index in {@link #array} after the last one that may be written. */
  protected int limit;

  private @Nullable OutputStream streamView;

  /** Starts on the memory given, which may be empty: then the first write asks for room. */
  protected ByteOutput(byte[] array, int position, int limit) {
    this.array = array;
    this.position = position;
    this.limit = limit;
  }

  /**
   * Makes room: on return {@code limit - position >= atLeast}.
   *
   * @param atLeast between 1 and {@link #MIN_ROOM}
   */
  protected abstract void makeRoom(int atLeast);

  /** The number of bytes that were written and not yet taken away. */
  public abstract long size();

  /** Writes the low eight bits. */
  public final void writeByte(int value) {
    if (position == limit) {
      makeRoom(1);
    }
    array[position++] = (byte) value;
  }

  /** Writes all of {@code source}, copying it. */
  public final void write(byte[] source) {
    write(source, 0, source.length);
  }

  /** Writes a range of {@code source}, copying it. */
  public final void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    int from = offset;
    int left = length;
    while (left > 0) {
      if (position == limit) {
        makeRoom(1);
      }
      int count = Math.min(left, limit - position);
      System.arraycopy(source, from, array, position, count);
      position += count;
      from += count;
      left -= count;
    }
  }

  /** Writes all of {@code source}; a large one may be shared instead of copied. */
  public final void write(Bytes source) {
    source.writeTo(this);
  }

  /** Writes what remains in {@code source}, and moves its position to the end. */
  public final void write(LentBytes source) {
    source.writeTo(this);
  }

  /**
   * Takes a range of an array that is lent over without copying it, and without looking at it: the
   * bytes may not be there yet. For an output that knows that they are sent, or copied, before the
   * lend ends.
   *
   * @return whether it did; if not, the bytes are written as any others
   */
  protected boolean referTo(byte[] source, int offset, int length) {
    return false;
  }

  /**
   * Writes an array that never changes; an output that can refer to it may do so instead of
   * copying.
   */
  protected void writeShared(byte[] source, int offset, int length) {
    write(source, offset, length);
  }

  /** Writes the low byte of each character: for text that is known to be ASCII or Latin-1. */
  @SuppressWarnings("deprecation") // the one way to copy Latin-1 characters without an encoder
  public final void writeLatin1(String text) {
    int from = 0;
    int left = text.length();
    while (left > 0) {
      if (position == limit) {
        makeRoom(1);
      }
      int count = Math.min(left, limit - position);
      text.getBytes(from, from + count, array, position);
      position += count;
      from += count;
      left -= count;
    }
  }

  /** Writes the UTF-8 encoding of {@code text}; an unpaired surrogate is written as {@code ?}. */
  public final void writeUtf8(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (limit - position < 4) {
        makeRoom(4);
      }
      if (c < 0x80) {
        array[position++] = (byte) c;
      } else if (c < 0x800) {
        array[position++] = (byte) (0xc0 | c >> 6);
        array[position++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        array[position++] = (byte) (0xe0 | c >> 12);
        array[position++] = (byte) (0x80 | c >> 6 & 0x3f);
        array[position++] = (byte) (0x80 | c & 0x3f);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        array[position++] = (byte) (0xf0 | point >> 18);
        array[position++] = (byte) (0x80 | point >> 12 & 0x3f);
        array[position++] = (byte) (0x80 | point >> 6 & 0x3f);
        array[position++] = (byte) (0x80 | point & 0x3f);
      } else {
        array[position++] = '?';
      }
    }
  }

  /** Writes the low {@code width} bytes of {@code value}, {@code width} being 1 to 8. */
  public final void writeInteger(long value, int width, ByteOrder order) {
    Objects.checkIndex(width - 1, Long.BYTES);
    if (limit - position < width) {
      makeRoom(width);
    }
    for (int i = 0; i < width; i++) {
      int shift = order == ByteOrder.BIG_ENDIAN ? width - 1 - i : i;
      array[position + i] = (byte) (value >>> (shift << 3));
    }
    position += width;
  }

  /** Writes {@code value} in decimal digits. */
  public final void writeDecimal(long value) {
    if (value < 0) {
      writeLatin1(Long.toString(value));
      return;
    }
    if (limit - position < MIN_ROOM) {
      makeRoom(MIN_ROOM);
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = position + digits - 1; i >= position; i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    position += digits;
  }

  /** Writes {@code value}, taken as unsigned, in lower-case hexadecimal digits. */
  public final void writeHex(long value) {
    if (limit - position < MIN_ROOM) {
      makeRoom(MIN_ROOM);
    }
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >> 2);
    for (int i = digits - 1; i >= 0; i--) {
      array[position++] = HEX_DIGITS[(int) (value >>> (i << 2)) & 0xf];
    }
  }

  /** This output as a stream: writing goes here, flushing and closing do nothing. */
  public final OutputStream asOutputStream() {
    OutputStream view = streamView;
    if (view == null) {
      view = new StreamView(this);
      streamView = view;
    }
    return view;
  }

  private static final class StreamView extends OutputStream {
    private final ByteOutput target;

    StreamView(ByteOutput target) {
      this.target = target;
    }

    @Override
    public void write(int value) {
      target.writeByte(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      target.write(source, offset, length);
    }
  }
}
