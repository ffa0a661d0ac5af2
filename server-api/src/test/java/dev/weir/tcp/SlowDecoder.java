package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.tcp.Wire.Outcome;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes an input that is there as a whole, one frame after the other, without remembering. */
@FunctionalInterface
interface SlowDecoder {
  /** The next frame and how many bytes it took. */
  record Step(Bytes frame, int taken) {}

  /** The first frame of {@code rest}, or null if it isn't there whole. */
  @Nullable Step first(byte[] rest, int maxFrame) throws FrameException;

  default Outcome decode(byte[] input, int maxFrame) {
    List<Bytes> frames = new ArrayList<>();
    byte[] rest = input;
    try {
      for (Step step = first(rest, maxFrame); step != null; step = first(rest, maxFrame)) {
        frames.add(step.frame);
        rest = Arrays.copyOfRange(rest, step.taken, rest.length);
      }
      return new Outcome(frames, rest.length, false);
    } catch (FrameException e) {
      return new Outcome(frames, 0, true);
    }
  }

  static SlowDecoder fixedSize(int size) {
    return (rest, maxFrame) ->
        rest.length < size ? null : new Step(Bytes.copyOf(rest, 0, size), size);
  }

  static SlowDecoder delimiter(String delimiter) {
    return (rest, maxFrame) -> {
      String text = new String(rest, StandardCharsets.ISO_8859_1);
      int end = text.indexOf(delimiter);
      // Where no delimiter begins, a byte of the frame is: all but what may be half a delimiter.
      int size = end >= 0 ? end : Math.max(0, rest.length - delimiter.length() + 1);
      refuseIf(size > maxFrame);
      return end < 0 ? null : new Step(Bytes.copyOf(rest, 0, end), end + delimiter.length());
    };
  }

  static SlowDecoder lines() {
    return (rest, maxFrame) -> {
      String text = new String(rest, StandardCharsets.ISO_8859_1);
      int end = text.indexOf('\n');
      String line = end >= 0 ? text.substring(0, end) : text;
      String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      refuseIf(content.length() > maxFrame);
      return end < 0 ? null : new Step(Bytes.copyOf(rest, 0, content.length()), end + 1);
    };
  }

  static SlowDecoder lengthPrefix(int width, ByteOrder order, int offset, int adjustment) {
    return (rest, maxFrame) -> {
      if (rest.length < offset + width) {
        return null;
      }
      byte[] field = Arrays.copyOfRange(rest, offset, offset + width);
      if (order == ByteOrder.LITTLE_ENDIAN) {
        for (int i = 0; i < width / 2; i++) {
          byte swapped = field[i];
          field[i] = field[width - 1 - i];
          field[width - 1 - i] = swapped;
        }
      }
      BigInteger content = new BigInteger(1, field).subtract(BigInteger.valueOf(adjustment));
      refuseIf(content.signum() < 0);
      refuseIf(content.compareTo(BigInteger.valueOf(maxFrame - offset)) > 0);
      int end = offset + width + content.intValueExact();
      if (rest.length < end) {
        return null;
      }
      byte[] frame = new byte[end - width];
      System.arraycopy(rest, 0, frame, 0, offset);
      System.arraycopy(rest, offset + width, frame, offset, end - offset - width);
      return new Step(Bytes.copyOf(frame), end);
    };
  }

  static SlowDecoder varint() {
    return (rest, maxFrame) -> {
      BigInteger length = BigInteger.ZERO;
      for (int i = 0; i < rest.length; i++) {
        refuseIf(i == 5);
        length = length.add(BigInteger.valueOf(rest[i] & 0x7f).shiftLeft(7 * i));
        if (rest[i] >= 0) {
          refuseIf(length.compareTo(BigInteger.valueOf(maxFrame)) > 0);
          int end = i + 1 + length.intValueExact();
          return rest.length < end
              ? null
              : new Step(Bytes.copyOf(rest, i + 1, length.intValueExact()), end);
        }
      }
      refuseIf(rest.length >= 5);
      return null;
    };
  }

  private static void refuseIf(boolean wrong) throws FrameException {
    if (wrong) {
      throw new FrameException("Refused");
    }
  }
}
