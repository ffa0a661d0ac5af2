package dev.weir.core.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.core.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chunked decoder never fails but by refusing, decodes as the slow one does, and does so
 * however little comes at once.
 */
class ChunkedBodyFuzz {
  @FuzzTest(maxDuration = "1m")
  void decodes(byte[] input) {
    SlowChunks.Body whole = decode(input, input.length);
    SlowChunks.Body trickled = decode(input, 1);
    SlowChunks.Body expected = SlowChunks.decode(new String(input, StandardCharsets.ISO_8859_1));
    if (!Objects.equals(whole, expected) || !Objects.equals(trickled, expected)) {
      throw new AssertionError(expected + " was decoded as " + whole + " and " + trickled);
    }
  }

  private static SlowChunks.@Nullable Body decode(byte[] input, int step) {
    ChunkedBodyDecoder decoder = new ChunkedBodyDecoder(100_000, 100_000);
    StringBuilder body = new StringBuilder();
    int from = 0;
    try {
      for (int limit = step; limit <= input.length && limit > 0; limit += step) {
        from = decoder.decode(input, from, limit, (array, a, b) -> append(body, array, a, b));
        if (decoder.isComplete()) {
          List<String> trailers = new ArrayList<>();
          decoder
              .trailers()
              .forEach((name, value) -> {
                trailers.add(name);
                trailers.add(value);
              });
          return new SlowChunks.Body(body.toString(), trailers, from);
        }
      }
      return null;
    } catch (RefusedException e) {
      return null;
    }
  }

  private static void append(StringBuilder body, byte[] array, int from, int to) {
    body.append(new String(array, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
