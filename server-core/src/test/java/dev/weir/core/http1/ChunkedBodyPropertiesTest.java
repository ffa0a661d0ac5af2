package dev.weir.core.http1;

import static dev.weir.core.http1.GeneratedInputs.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http.RefusedException;
import dev.weir.core.http1.GeneratedInputs.Input;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The chunked decoder agrees with a slow, obvious one, on valid and on mutated input, cut anywhere.
 */
class ChunkedBodyPropertiesTest {
  private static final String[] DATA = {"x", "hello", "\r\n", "0\r\n\r\n", "y".repeat(20)};

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS) // for -Dproof.inputs
  void itAgreesWithTheGrammar() {
    GeneratedInputs.checkEach(
        60_000,
        ChunkedBodyPropertiesTest::chunks,
        input -> {
          var expected = SlowChunks.decode(input.text());
          var found = decode(input);
          if (expected == null ? found != null : !expected.equals(found)) {
            assertThat(found).as(input.text()).isEqualTo(expected);
          }
        });
  }

  private static SlowChunks.@Nullable Body decode(Input input) {
    byte[] bytes = input.bytes();
    ChunkedBodyDecoder decoder = new ChunkedBodyDecoder(100, 16_000);
    StringBuilder body = new StringBuilder();
    int from = 0;
    int limit = 0;
    try {
      while (limit < bytes.length && !decoder.isComplete()) {
        limit = Math.min(bytes.length, limit + 1 + input.random().nextInt(bytes.length));
        from = decoder.decode(bytes, from, limit, (array, a, b) -> append(body, array, a, b));
      }
    } catch (RefusedException e) {
      return null;
    }
    if (!decoder.isComplete()) {
      return null;
    }
    List<String> trailers = new ArrayList<>();
    decoder
        .trailers()
        .forEach((name, value) -> {
          trailers.add(name);
          trailers.add(value);
        });
    return new SlowChunks.Body(body.toString(), trailers, from);
  }

  private static void append(StringBuilder body, byte[] array, int from, int to) {
    body.append(new String(array, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private static String chunks(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      String data = pick(random, DATA);
      text.append(pick(random, "", "0", "000"))
          .append(Integer.toHexString(data.length()))
          .append(extension(random))
          .append("\r\n")
          .append(data)
          .append("\r\n");
    }
    text.append(pick(random, "0", "00")).append(extension(random)).append("\r\n");
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append(pick(random, "X-Sum", "Host", "te", "ETag"))
          .append(pick(random, ":", ": ", ":\t "))
          .append(pick(random, "", "a", "b c"))
          .append("\r\n");
    }
    return text.append("\r\n").append(pick(random, "", "GET")).toString();
  }

  private static String extension(Random random) {
    return pick(random, "", "", ";a", " ;a=b", ";a=\"b;\\\"c\"", "\t; a = b ;c");
  }
}
