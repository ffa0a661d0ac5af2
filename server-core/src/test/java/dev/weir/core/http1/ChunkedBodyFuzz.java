package dev.weir.core.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.core.http.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The chunked decoder never fails but by refusing, and trickled input decodes the same way. */
class ChunkedBodyFuzz {
  @FuzzTest(maxDuration = "1m")
  void decodes(byte[] input) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ByteArrayOutputStream trickled = new ByteArrayOutputStream();
    boolean accepted = decode(input, input.length, whole);
    boolean acceptedToo = decode(input, 1, trickled);
    if (accepted != acceptedToo
        || (accepted && !Arrays.equals(whole.toByteArray(), trickled.toByteArray()))) {
      throw new AssertionError("Trickled input is decoded in another way");
    }
  }

  private static boolean decode(byte[] input, int step, ByteArrayOutputStream body) {
    ChunkedBodyDecoder decoder = new ChunkedBodyDecoder(100, 16_000);
    try {
      int from = 0;
      for (int limit = step; limit <= input.length && !decoder.isComplete(); limit += step) {
        from = decoder.decode(input, from, limit, (array, a, b) -> body.write(array, a, b - a));
        if (step == input.length) {
          break;
        }
      }
      return decoder.isComplete();
    } catch (RefusedException e) {
      return false;
    }
  }
}
