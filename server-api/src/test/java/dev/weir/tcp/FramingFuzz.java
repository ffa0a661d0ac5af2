package dev.weir.tcp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.Bytes;
import java.nio.ByteOrder;
import java.util.List;

/** Every framing decodes as its slow twin does, and never fails but by refusing. */
class FramingFuzz {
  private static final int MAX = 300;

  @FuzzTest(maxDuration = "1m")
  void decodes(FuzzedDataProvider data) {
    int width = data.pickValue(new int[] {1, 2, 3, 4, 8});
    ByteOrder order = data.consumeBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int offset = data.consumeInt(0, 3);
    int adjustment = data.consumeInt(-3, 9);
    List<Integer> sizes = List.of(data.consumeInt(1, 8), data.consumeInt(1, 40));
    int framing = data.consumeInt(0, 4);
    byte[] input = data.consumeRemainingAsBytes();
    switch (framing) {
      case 0 ->
          check(
              Framing.lengthPrefixed(width)
                  .withOrder(order)
                  .withOffset(offset)
                  .withAdjustment(adjustment),
              SlowDecoder.lengthPrefix(width, order, offset, adjustment),
              input,
              sizes);
      case 1 -> check(Framing.varint(), SlowDecoder.varint(), input, sizes);
      case 2 -> check(Framing.lines(), SlowDecoder.lines(), input, sizes);
      case 3 ->
          check(Framing.delimited(Bytes.utf8("aba")), SlowDecoder.delimiter("aba"), input, sizes);
      default -> check(Framing.fixedSize(width), SlowDecoder.fixedSize(width), input, sizes);
    }
  }

  private static void check(Framing framing, SlowDecoder slow, byte[] input, List<Integer> sizes) {
    Wire.Outcome found = Wire.decode(framing, MAX, input, sizes);
    Wire.Outcome expected = slow.decode(input, MAX);
    if (!found.equals(expected)) {
      throw new AssertionError(framing + ": " + found + " instead of " + expected);
    }
  }
}
