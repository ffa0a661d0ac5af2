package dev.weir.core.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.http.HttpVersion;

/**
 * The head parser never fails but by refusing, and takes apart what it accepts the same way twice.
 */
class HeadParserFuzz {
  @FuzzTest(maxDuration = "1m")
  void parses(byte[] input) {
    try {
      HeadParser whole = new HeadParser(8_000, 100, 16_000, Octets.target(false));
      if (!whole.parse(input, 0, input.length)) {
        return;
      }
      FieldLines fields = whole.fields(input, 0);
      HeadParser trickled = new HeadParser(8_000, 100, 16_000, Octets.target(false));
      int limit = 0;
      while (!trickled.parse(input, 0, limit)) {
        limit++;
      }
      if (limit != whole.length()
          || !trickled.fields(input, 0).toString().equals(fields.toString())) {
        throw new AssertionError("Trickled input is parsed in another way");
      }
      RequestFraming framing = RequestFraming.of(whole.method(), "/", whole.version(), fields, "");
      boolean accepted = framing.refusal() == null && whole.version() == HttpVersion.HTTP_1_1;
      if (accepted && framing.head().authority().isEmpty()) {
        throw new AssertionError("A request without a host was accepted");
      }
    } catch (RefusedException e) {
      // What is refused is refused; nothing else may be thrown.
    }
  }
}
