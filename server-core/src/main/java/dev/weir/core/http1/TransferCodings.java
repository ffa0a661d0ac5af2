package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.RefusedException;

/**
 * What a request's Transfer-Encoding may say: {@code chunked}, once (RFC 9112, sections 6.1, 6.3).
 *
 * <p>Empty elements of the list are refused too, though RFC 9110, section 5.6.1.2, would have them
 * ignored: other parsers read such a list otherwise, and no client sends one.
 */
final class TransferCodings {
  private TransferCodings() {}

  /**
   * Checks the field's value, all lines of it joined by commas.
   *
   * @throws RefusedException 400 if chunked isn't last, comes twice, or has parameters; 501 for
   *     another coding in front of it
   */
  static void requireChunkedOnly(String value) throws RefusedException {
    if (value.equalsIgnoreCase("chunked")) {
      return;
    }
    String[] codings = value.split(",", -1);
    boolean chunked = false;
    for (int i = 0; i < codings.length; i++) {
      String coding = codings[i].strip();
      if (coding.isEmpty()) {
        throw malformed("Transfer-Encoding has an empty coding");
      }
      if (coding.equalsIgnoreCase("chunked")) {
        if (i < codings.length - 1) {
          throw malformed("The chunked coding has to come last, and once");
        }
        chunked = true;
      } else if (coding.regionMatches(true, 0, "chunked", 0, 7)
          && coding.substring(7).strip().startsWith(";")) {
        throw malformed("The chunked coding has no parameters");
      }
    }
    if (!chunked) {
      throw malformed("The last transfer coding isn't chunked, so the body has no end");
    }
    throw new RefusedException(501, "The one transfer coding that is taken here is chunked");
  }
}
