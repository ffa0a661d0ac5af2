package dev.weir.core.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A field is read or refused; what a proxy adds on the right is either seen as it is, or refused.
 */
class ForwardedElementFuzz {
  private static final ForwardedElement ADDED = new ForwardedElement("192.0.2.1", "https", null);

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    String sent = new String(input, StandardCharsets.ISO_8859_1);
    try {
      List<ForwardedElement> elements =
          ForwardedElement.parse(sent + ", for=\"192.0.2.1\";proto=https");
      if (!elements.getLast().equals(ADDED)) {
        throw new AssertionError("The proxy's element became " + elements.getLast());
      }
    } catch (RefusedException e) {
      // as it should be
    }
  }
}
