package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.RefusedException;

/** What a request's Transfer-Encoding may say: {@code chunked}, once (RFC 9112, section 6.1). */
final class TransferCodings {
  private TransferCodings() {}

  /**
   * Checks the field's value, all lines of it joined by commas.
   *
   * @throws RefusedException 501 for a coding that is unknown here; 400 if chunked comes twice, has
   *     parameters, or isn't last
   */
  static void requireChunkedOnly(String value) throws RefusedException {
    if (value.equalsIgnoreCase("chunked")) {
      return;
    }
    String[] codings = value.split(",", -1);
    for (int i = 0; i < codings.length; i++) {
      String coding = codings[i].strip();
      if (coding.isEmpty()) {
        throw malformed("Transfer-Encoding has an empty coding");
      }
      if (coding.equalsIgnoreCase("chunked")) {
        if (i < codings.length - 1) {
          throw malformed("The chunked coding has to come last, and once");
        }
      } else if (coding.regionMatches(true, 0, "chunked", 0, 7)
          && coding.substring(7).strip().startsWith(";")) {
        throw malformed("The chunked coding has no parameters");
      }
    }
    throw new RefusedException(501, "The one transfer coding that is taken here is chunked");
  }
}
