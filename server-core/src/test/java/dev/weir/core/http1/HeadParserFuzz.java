package dev.weir.core.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head parser never fails but by refusing, takes apart what it accepts as the slow one does,
 * and does so however little comes at once.
 */
class HeadParserFuzz {
  @FuzzTest(maxDuration = "1m")
  void parses(byte[] input) {
    SlowHeadParser.Head whole = parse(input, input.length);
    SlowHeadParser.Head trickled = parse(input, 1);
    SlowHeadParser.Head expected =
        SlowHeadParser.parse(new String(input, StandardCharsets.ISO_8859_1), false);
    if (!Objects.equals(whole, expected) || !Objects.equals(trickled, expected)) {
      throw new AssertionError(expected + " was parsed as " + whole + " and " + trickled);
    }
  }

  private static SlowHeadParser.@Nullable Head parse(byte[] input, int step) {
    HeadParser parser = new HeadParser(100_000, 100_000, 100_000, Octets.target(false));
    try {
      for (int limit = step; limit <= input.length && limit > 0; limit += step) {
        if (parser.parse(input, 0, limit)) {
          FieldLines fields = parser.fields(input, 0);
          checkFraming(parser, fields);
          return new SlowHeadParser.Head(
              parser.method().name(),
              parser.target(input, 0),
              parser.version().toString(),
              flat(fields),
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

  private static void checkFraming(HeadParser parser, FieldLines fields) {
    RequestFraming framing = RequestFraming.of(parser.method(), "/", parser.version(), fields, "");
    boolean accepted = framing.refusal() == null && parser.version() == HttpVersion.HTTP_1_1;
    if (accepted && framing.head().authority().isEmpty()) {
      throw new AssertionError("A request without a host was accepted");
    }
    if (accepted && fields.contains("transfer-encoding") && fields.contains("content-length")) {
      throw new AssertionError("A body with two lengths was accepted");
    }
  }
}
