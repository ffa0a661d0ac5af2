package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.LentBytes;
import org.jspecify.annotations.Nullable;

/** Frames of the same size each. */
final class FixedSize implements Framing {
  private final int size;

  FixedSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("A frame has at least one byte, not " + size);
    }
    this.size = size;
  }

  @Override
  public FrameDecoder newDecoder() {
    return new FrameDecoder() {
      @Override
      public @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException {
        if (size > maxFrame) {
          throw new FrameException(
              "Frames of " + size + " bytes are over the limit of " + maxFrame);
        }
        return input.remaining() < size ? null : input.readBytes(size);
      }

      @Override
      public int needed() {
        return size;
      }
    };
  }

  @Override
  public void encode(Bytes frame, ByteOutput output) {
    if (frame.length() != size) {
      throw new IllegalArgumentException(
          "Frames have " + size + " bytes; this one has " + frame.length());
    }
    output.write(frame);
  }

  @Override
  public String toString() {
    return "frames of " + size + " bytes";
  }
}
