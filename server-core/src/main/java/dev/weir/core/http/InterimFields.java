package dev.weir.core.http;

import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import java.util.Set;
import java.util.TreeSet;

/** The fields of an interim answer (RFC 9110, section 15.2): it has no body to describe. */
final class InterimFields {
  private static final Set<String> REFUSED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    REFUSED.addAll(
        Set.of(
            HeaderNames.CONTENT_LENGTH,
            HeaderNames.TRANSFER_ENCODING,
            HeaderNames.TRAILER,
            HeaderNames.CONNECTION,
            HeaderNames.UPGRADE));
  }

  private InterimFields() {}

  /**
   * The same fields, checked.
   *
   * @throws IllegalArgumentException if one is malformed or mustn't be there
   */
  static Headers checked(Headers given) {
    Headers fields = SafeHeaders.of(given);
    for (int i = 0; i < fields.size(); i++) {
      if (REFUSED.contains(fields.name(i))) {
        throw new IllegalArgumentException(
            fields.name(i) + " can't be in an interim answer: it has no body and ends nothing");
      }
    }
    return fields;
  }
}
