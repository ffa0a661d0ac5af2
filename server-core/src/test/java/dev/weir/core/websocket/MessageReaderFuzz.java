package dev.weir.core.websocket;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The reader never fails but by refusing, and trickled input reads the same way. */
class MessageReaderFuzz {
  private static final Deflation DEFLATION = new Deflation(false, false, 15, false);

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    compare(input, null);
    compare(input, DEFLATION);
  }

  private static void compare(byte[] input, @org.jspecify.annotations.Nullable Deflation agreed) {
    if (input.length > 0
        && !Events.of(input, input.length, 5_000, agreed)
            .equals(Events.of(input, 1, 5_000, agreed))) {
      throw new AssertionError("Trickled input is read in another way");
    }
  }
}
