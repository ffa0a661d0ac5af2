package dev.weir.core.http2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever comes behind the preface, a connection never fails, and a cut changes nothing. */
class FrameReaderFuzz {
  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    byte[] sent =
        Arrays.copyOf(Frame.PREFACE.getBytes(StandardCharsets.US_ASCII), 24 + input.length);
    System.arraycopy(input, 0, sent, 24, input.length);
    try (var http =
        Http2Fixture.onLoop(r -> r.any("/{rest...}", request -> Response.text("fine")))) {
      var whole = http.silent();
      whole.stream().send(sent);
      var cut = http.silent();
      int at = 24 + (input.length == 0 ? 0 : (input[0] & 0xff) % (input.length + 1));
      cut.stream().send(Arrays.copyOf(sent, at));
      cut.stream().send(Arrays.copyOfRange(sent, at, sent.length));
      if (whole.stream().sawReset()) {
        throw new AssertionError("The engine failed");
      }
      http.door().awaitQuiet();
      if (!Told.by(whole.got()).equals(Told.by(cut.got()))) {
        throw new AssertionError("A cut changes what comes back");
      }
    }
  }
}
