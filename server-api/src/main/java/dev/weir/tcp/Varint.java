package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.LentBytes;
import org.jspecify.annotations.Nullable;

/** Frames with their length in base 128 in front, low groups first, as Protocol Buffers do. */
final class Varint implements Framing {
  private static final int MAX_WIDTH = 5;

  @Override
  public FrameDecoder newDecoder() {
    return new Decoder();
  }

  @Override
  public void encode(Bytes frame, ByteOutput output) {
    int rest = frame.length();
    while (rest >= 0x80) {
      output.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    output.writeByte(rest);
    output.write(frame);
  }

  private static final class Decoder implements FrameDecoder {
    private int needed;

    @Override
    public @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException {
      long length = 0;
      for (int i = 0; i < MAX_WIDTH; i++) {
        if (i == input.remaining()) {
          needed = i + 1;
          return null;
        }
        byte group = input.peek(i);
        length |= (long) (group & 0x7f) << 7 * i;
        if (group >= 0) {
          return content(input, i + 1, length, maxFrame);
        }
      }
      throw new FrameException("A frame's length has more than " + MAX_WIDTH + " bytes");
    }

    private @Nullable Bytes content(LentBytes input, int width, long length, long maxFrame)
        throws FrameException {
      if (length > maxFrame) {
        throw new FrameException(
            "A frame of " + length + " bytes is over the limit of " + maxFrame);
      }
      if (input.remaining() - width < length) {
        needed = (int) (width + length);
        return null;
      }
      input.skip(width);
      return input.readBytes((int) length);
    }

    @Override
    public int needed() {
      return needed;
    }
  }

  @Override
  public String toString() {
    return "varint length prefix";
  }
}
