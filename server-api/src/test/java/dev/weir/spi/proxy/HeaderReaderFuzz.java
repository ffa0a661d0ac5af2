package dev.weir.spi.proxy;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The reader agrees with a slow one, and asks for more until the bytes that decide are there. */
class HeaderReaderFuzz {
  private static final int MAX = 512;

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    String whole = HeaderReaderTest.fast(input, input.length, MAX);
    if (!whole.equals(SlowHeaderReader.read(input, MAX))) {
      throw new AssertionError(whole + " differs from " + SlowHeaderReader.read(input, MAX));
    }
    for (int cut = 0; cut < input.length; cut++) {
      String sooner = HeaderReaderTest.fast(input, cut, MAX);
      if (!sooner.equals("short") && !sooner.equals(whole)) {
        throw new AssertionError("After " + cut + " bytes " + sooner + ", later " + whole);
      }
    }
  }
}
