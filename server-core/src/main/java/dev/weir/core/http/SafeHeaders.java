package dev.weir.core.http;

import dev.weir.http.Headers;

/**
 * Nothing leaves that could start a line: fields that the API's builder didn't check are copied by
 * it.
 */
final class SafeHeaders {
  private static final Class<?> CHECKED = Headers.empty().getClass();

  private SafeHeaders() {}

  /**
   * The same fields, checked.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static Headers of(Headers headers) {
    if (headers.getClass() == CHECKED) {
      return headers;
    }
    Headers.Builder copy = Headers.builder();
    for (int i = 0; i < headers.size(); i++) {
      copy.add(headers.name(i), headers.value(i));
    }
    return copy.build();
  }
}
