package dev.weir.core.http1;

import static dev.weir.core.http1.GeneratedInputs.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http1.GeneratedInputs.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The head parser agrees with a slow, obvious one, on valid and on mutated input, cut anywhere. */
class HeadParserPropertiesTest {
  private static final String[] TARGETS = {
    "/", "/a/b?c=d", "*", "http://h/", "/%41;x[y]", "x", "/?a|b", "/\\", "/{}"
  };

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS) // for -Dproof.inputs
  void itAgreesWithTheGrammar() {
    GeneratedInputs.checkEach(
        60_000,
        HeadParserPropertiesTest::head,
        input -> {
          boolean unencoded = input.random().nextBoolean();
          var expected = SlowHeadParser.parse(input.text(), unencoded);
          var found = parse(input, Octets.target(unencoded));
          if (expected == null ? found != null : !expected.equals(found)) {
            assertThat(found).as(input.text()).isEqualTo(expected);
          }
        });
  }

  /** Feeds the parser in random pieces, at a random place of a larger array. */
  private static SlowHeadParser.@Nullable Head parse(Input input, int targetOctets) {
    byte[] bytes = input.bytes();
    Random random = input.random();
    int start = random.nextInt(10);
    byte[] array = new byte[start + bytes.length + random.nextInt(10)];
    System.arraycopy(bytes, 0, array, start, bytes.length);
    HeadParser parser = new HeadParser(8_000, 100, 16_000, targetOctets);
    int limit = start;
    try {
      while (limit < start + bytes.length) {
        limit = Math.min(start + bytes.length, limit + 1 + random.nextInt(bytes.length));
        if (parser.parse(array, start, limit)) {
          return new SlowHeadParser.Head(
              parser.method().name(),
              parser.target(array, start),
              parser.version().toString(),
              flat(parser.fields(array, start)),
              parser.length());
        }
      }
      return null;
    } catch (RefusedException e) {
      return null;
    }
  }

  private static List<String> flat(FieldLines fields) {
    List<String> flat = new ArrayList<>();
    fields.forEach((name, value) -> {
      flat.add(name);
      flat.add(value);
    });
    return flat;
  }

  private static String head(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\r\n" : "");
    text.append(pick(random, "GET", "PUT", "POST", "HEAD", "PATCH", "GETS", "x", "M-SEARCH"))
        .append(' ')
        .append(pick(random, TARGETS))
        .append(" HTTP/1.")
        .append(pick(random, "0", "1", "1", "1", "2", "9"))
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
}
