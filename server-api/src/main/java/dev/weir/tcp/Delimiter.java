package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.LentBytes;
import org.jspecify.annotations.Nullable;

/** Frames that end with a delimiter. */
final class Delimiter implements Framing {
  private final Bytes delimiter;

  Delimiter(Bytes delimiter) {
    if (delimiter.isEmpty()) {
      throw new IllegalArgumentException("A delimiter has at least one byte");
    }
    this.delimiter = delimiter.compact();
  }

  @Override
  public FrameDecoder newDecoder() {
    return new Decoder();
  }

  @Override
  public void encode(Bytes frame, ByteOutput output) {
    for (int at = frame.indexOf(delimiter.byteAt(0), 0);
        at >= 0;
        at = frame.indexOf(delimiter.byteAt(0), at + 1)) {
      if (endsAt(frame, at)) {
        throw new IllegalArgumentException(
            "The frame, with the delimiter behind it, would end at index " + at + " already");
      }
    }
    output.write(frame);
    output.write(delimiter);
  }

  /** Whether the delimiter is found there, perhaps by its own first bytes behind the frame. */
  private boolean endsAt(Bytes frame, int at) {
    for (int i = 1; i < delimiter.length(); i++) {
      int behind = at + i - frame.length();
      byte sent = behind < 0 ? frame.byteAt(at + i) : delimiter.byteAt(behind);
      if (sent != delimiter.byteAt(i)) {
        return false;
      }
    }
    return true;
  }

  private final class Decoder implements FrameDecoder {
    private int scanned;
    private int needed;

    @Override
    public @Nullable Bytes decode(LentBytes input, long maxFrame) throws FrameException {
      int length = delimiter.length();
      int last = input.remaining() - length;
      int at = Math.min(scanned, input.remaining());
      while ((at = input.indexOf(delimiter.byteAt(0), at)) >= 0 && at <= last) {
        if (matches(input, at)) {
          check(at, maxFrame);
          scanned = 0;
          Bytes frame = input.readBytes(at);
          input.skip(length);
          return frame;
        }
        at++;
      }
      scanned = Math.max(0, last + 1);
      check(scanned, maxFrame);
      needed = input.remaining() + 1;
      return null;
    }

    private boolean matches(LentBytes input, int at) {
      for (int i = 1; i < delimiter.length(); i++) {
        if (input.peek(at + i) != delimiter.byteAt(i)) {
          return false;
        }
      }
      return true;
    }

    private void check(int size, long maxFrame) throws FrameException {
      if (size > maxFrame) {
        throw new FrameException("A frame is over the limit of " + maxFrame + " bytes");
      }
    }

    @Override
    public int needed() {
      return needed;
    }
  }

  @Override
  public String toString() {
    return "delimiter of " + delimiter.length() + " bytes";
  }
}
