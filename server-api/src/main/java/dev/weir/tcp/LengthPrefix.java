package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.annotation.Stable;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames with their length in front. Immutable; each {@code with} gives a changed copy.
 *
 * <p>On the wire: {@code offset} bytes of header, the length field, and what the length counts. The
 * length that is written there is that of the content plus the {@code adjustment}; so an adjustment
 * of the field's width says that the length counts the field too. The frame given to the handler is
 * the header bytes, without the length field, and the content.
 */
@Stable
public final class LengthPrefix implements Framing {
  static final LengthPrefix DEFAULT = new LengthPrefix(4, ByteOrder.BIG_ENDIAN, 0, 0);

  private final int width;
  private final ByteOrder order;
  private final int offset;
  private final int adjustment;

  private LengthPrefix(int width, ByteOrder order, int offset, int adjustment) {
    this.width = width;
    this.order = order;
    this.offset = offset;
    this.adjustment = adjustment;
  }

  /** The width of the length field: 1, 2, 3, 4 or 8 bytes. */
  public LengthPrefix withWidth(int bytes) {
    if (bytes < 1 || bytes > 8 || (bytes > 4 && bytes < 8)) {
      throw new IllegalArgumentException("A length field has 1, 2, 3, 4 or 8 bytes, not " + bytes);
    }
    return new LengthPrefix(bytes, order, offset, adjustment);
  }

  /** The order of the bytes in the length field. Default big-endian. */
  public LengthPrefix withOrder(ByteOrder newOrder) {
    return new LengthPrefix(width, newOrder, offset, adjustment);
  }

  /** Bytes in front of the length field. Default 0. */
  public LengthPrefix withOffset(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("An offset isn't negative, as " + bytes);
    }
    return new LengthPrefix(width, order, bytes, adjustment);
  }

  /** What the written length counts beyond the content, perhaps negative. Default 0. */
  public LengthPrefix withAdjustment(int bytes) {
    return new LengthPrefix(width, order, offset, bytes);
  }

  @Override
  public FrameDecoder newDecoder() {
    return new Decoder();
  }

  @Override
  public void encode(Bytes frame, ByteOutput output) {
    if (frame.length() < offset) {
      throw new IllegalArgumentException(
          "A frame starts with " + offset + " bytes of header; this one has " + frame.length());
    }
    long length = (long) frame.length() - offset + adjustment;
    if (length < 0 || (width < 8 && length >>> (width << 3) != 0)) {
      throw new IllegalArgumentException(
          "The length " + length + " doesn't fit into " + width + " bytes");
    }
    output.write(frame.slice(0, offset));
    output.writeInteger(length, width, order);
    output.write(frame.slice(offset, frame.length()));
  }

  private final class Decoder implements FrameDecoder {
    private int needed;

    @Override
    public @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException {
      int head = offset + width;
      if (input.remaining() < head) {
        needed = head;
        return null;
      }
      long written = input.peekInteger(offset, width, order);
      long content = written - adjustment;
      if (written < 0 || content < 0) {
        throw new FrameException("A frame's length of " + written + " isn't possible");
      }
      if (content > maxFrame - offset) {
        throw new FrameException(
            "A frame of " + (content + offset) + " bytes is over the limit of " + maxFrame);
      }
      if (input.remaining() - head < content) {
        needed = (int) (head + content);
        return null;
      }
      if (offset == 0) {
        input.skip(width);
        return input.readBytes((int) content);
      }
      byte[] frame = new byte[offset + (int) content];
      input.read(frame, 0, offset);
      input.skip(width);
      input.read(frame, offset, (int) content);
      return Bytes.copyOf(frame);
    }

    @Override
    public int needed() {
      return needed;
    }
  }

  @Override
  public String toString() {
    return "length prefix of " + width + " bytes";
  }
}
