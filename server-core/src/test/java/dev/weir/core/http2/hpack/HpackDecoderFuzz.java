package dev.weir.core.http2.hpack;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** The decoder never fails but by refusing, and agrees with the slow one. */
class HpackDecoderFuzz {
  @FuzzTest(maxDuration = "1m")
  void decodes(byte[] input) {
    List<SlowHpack.Field> found = new ArrayList<>();
    boolean refused = false;
    try {
      new HpackDecoder(new OctetBuffer())
          .decode(
              input,
              0,
              input.length,
              field -> found.add(new SlowHpack.Field(field.name(), field.value())));
    } catch (HpackException e) {
      refused = true;
    }
    List<SlowHpack.Field> expected = null;
    try {
      expected = new SlowHpack(HpackDecoder.DEFAULT_TABLE_SIZE).decode(input);
    } catch (IllegalArgumentException e) {
      // What is refused is refused by both.
    }
    if (refused != (expected == null) || (expected != null && !expected.equals(found))) {
      throw new AssertionError("The decoders differ: " + found + " and " + expected);
    }
  }
}
