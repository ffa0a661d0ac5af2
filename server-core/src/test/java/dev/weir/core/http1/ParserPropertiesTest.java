package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** The fast parsers agree with slow, obvious ones, on valid and on mutated input, cut anywhere. */
class ParserPropertiesTest {
  private static final String INTERESTING = "\r\n\t :;\"\\\0/#*%[]\177\200\377AZaz09gG+-,=HTP1.";

  // ---- Heads.

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  void headParserAgreesWithTheGrammar(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] head = head(random).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 20; i++) {
      compareHeads(i == 0 ? head : mutated(head, random), random);
    }
  }

  private static void compareHeads(byte[] bytes, Random random) {
    SlowHeadParser.Head expected = SlowHeadParser.parse(bytes);
    SlowHeadParser.Head found = parse(bytes, random);
    assertThat(found).as(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
  }

  /** Feeds the parser in random pieces, at a random place of a larger array. */
  private static SlowHeadParser.@Nullable Head parse(byte[] bytes, Random random) {
    int start = random.nextInt(10);
    byte[] array = new byte[start + bytes.length + random.nextInt(10)];
    System.arraycopy(bytes, 0, array, start, bytes.length);
    HeadParser parser = new HeadParser(8_000, 100, 16_000);
    int limit = start;
    try {
      while (limit < start + bytes.length) {
        limit = Math.min(start + bytes.length, limit + 1 + random.nextInt(bytes.length));
        if (parser.parse(array, start, limit)) {
          FieldLines fields = parser.fields(array, start);
          List<String> flat = new ArrayList<>();
          fields.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
          });
          return new SlowHeadParser.Head(
              parser.method().name(),
              parser.target(array, start),
              parser.version().toString(),
              flat,
              parser.length());
        }
      }
      return null;
    } catch (RefusedException e) {
      return null;
    }
  }

  private static String head(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\r\n" : "");
    text.append(pick(random, "GET", "PUT", "POST", "HEAD", "PATCH", "GETS", "x", "M-SEARCH"))
        .append(' ')
        .append(pick(random, "/", "/a/b?c=d", "*", "http://h/", "/%41;x|y", "x"))
        .append(" HTTP/1.")
        .append(random.nextInt(2))
        .append("\r\n");
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(pick(random, "Host", "host", "X-Y", "Accept", "!#$%&'*+-.^_`|~", "te"))
          .append(':')
          .append(pick(random, "", " ", "\t ", "  "))
          .append(pick(random, "", "a", "a b", "\"q\"", "a\tb", "\351t\351", "x".repeat(300)))
          .append(pick(random, "", " ", " \t"))
          .append("\r\n");
    }
    return text.append("\r\n").append(pick(random, "", "rest", "\r\n")).toString();
  }

  // ---- Chunks.

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  void chunkedDecoderAgreesWithTheGrammar(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] chunks = chunks(random).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = i == 0 ? chunks : mutated(chunks, random);
      String expected = SlowChunks.decode(bytes);
      String found = decode(bytes, random);
      // The slow one knows no trailers: where the fast one finds some, it can't say.
      if (found == null || expected != null || !endsInTrailers(bytes)) {
        assertThat(found).as(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
      }
    }
  }

  private static boolean endsInTrailers(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .matches("(?s).*0[^\r\n]*\r\n[^\r\n:]+:.*");
  }

  private static @Nullable String decode(byte[] bytes, Random random) {
    ChunkedBodyDecoder decoder = new ChunkedBodyDecoder(100, 16_000);
    StringBuilder body = new StringBuilder();
    int from = 0;
    int limit = 0;
    try {
      while (limit < bytes.length && !decoder.isComplete()) {
        limit = Math.min(bytes.length, limit + 1 + random.nextInt(bytes.length));
        from =
            decoder.decode(
                bytes,
                from,
                limit,
                (array, dataFrom, dataTo) ->
                    body.append(
                        new String(
                            array, dataFrom, dataTo - dataFrom, StandardCharsets.ISO_8859_1)));
      }
      return decoder.isComplete() ? body.toString() : null;
    } catch (RefusedException e) {
      return null;
    }
  }

  private static String chunks(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      String data = pick(random, "x", "hello", "\r\n", "0\r\n\r\n", "y".repeat(20));
      text.append(pick(random, "", "0", "000"))
          .append(Integer.toHexString(data.length()))
          .append(extension(random))
          .append("\r\n")
          .append(data)
          .append("\r\n");
    }
    return text.append(pick(random, "0", "00"))
        .append(extension(random))
        .append("\r\n\r\n")
        .toString();
  }

  private static String extension(Random random) {
    return pick(random, "", "", ";a", " ;a=b", ";a=\"b;\\\"c\"", "\t; a = b ;c");
  }

  // ---- Both.

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One to three bytes changed, inserted or removed, mostly to such as mean something. */
  private static byte[] mutated(byte[] valid, Random random) {
    StringBuilder text = new StringBuilder(new String(valid, StandardCharsets.ISO_8859_1));
    for (int i = 1 + random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      char c = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
