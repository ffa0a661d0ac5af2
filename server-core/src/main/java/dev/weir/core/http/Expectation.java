package dev.weir.core.http;

/** The Expect field (RFC 9110, section 10.1.1), in either version. */
public final class Expectation {
  private static final String CONTINUE = "100-continue";

  private Expectation() {}

  /**
   * Whether a client waits for a 100.
   *
   * @param value of the field, of all its lines or of one
   * @throws RefusedException with 417 if it expects something else
   */
  public static boolean isOfContinue(String value) throws RefusedException {
    if (value.equalsIgnoreCase(CONTINUE)) {
      return true;
    }
    boolean named = false;
    for (String member : value.split(",", -1)) {
      String expected = member.strip();
      if (expected.isEmpty()) {
        continue; // RFC 9110, section 5.6.1.2
      }
      if (!expected.equalsIgnoreCase(CONTINUE)) {
        throw new RefusedException(417, "The one expectation that is met here is 100-continue");
      }
      named = true;
    }
    return named;
  }
}
