package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.LentBytes;
import org.jspecify.annotations.Nullable;

/** Frames that end with LF, or CRLF. */
final class Lines implements Framing {
  @Override
  public FrameDecoder newDecoder() {
    return new Decoder();
  }

  @Override
  public void encode(Bytes frame, ByteOutput output) {
    int at = frame.indexOf((byte) '\n', 0);
    if (at >= 0) {
      throw new IllegalArgumentException("The line holds a line feed at index " + at);
    }
    output.write(frame);
    output.writeByte('\r');
    output.writeByte('\n');
  }

  private static final class Decoder implements FrameDecoder {
    private int scanned;
    private int needed;

    @Override
    public @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException {
      int end = input.indexOf((byte) '\n', Math.min(scanned, input.remaining()));
      int size = end < 0 ? input.remaining() : end;
      if (size > 0 && input.peek(size - 1) == '\r') {
        size--; // while the end hasn't come, perhaps that of a CRLF
      }
      if (size > maxFrame) {
        throw new FrameException("A line is over the limit of " + maxFrame + " bytes");
      }
      if (end < 0) {
        scanned = input.remaining();
        needed = scanned + 1;
        return null;
      }
      scanned = 0;
      Bytes line = input.readBytes(size);
      input.skip(end + 1 - size);
      return line;
    }

    @Override
    public int needed() {
      return needed;
    }
  }

  @Override
  public String toString() {
    return "lines";
  }
}
