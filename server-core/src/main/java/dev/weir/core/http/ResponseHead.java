package dev.weir.core.http;

import dev.weir.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An answer's head, before a version of HTTP frames it.
 *
 * @param contentType the Content-Type, unless the headers have one; or null
 * @param length the length of the body in bytes, or -1 if it isn't known. The body of an answer to
 *     HEAD has a length and yet isn't sent
 * @param bodySent whether the body is sent
 * @param last whether the connection is to end after this answer
 */
public record ResponseHead(
    int status,
    Headers headers,
    @Nullable String contentType,
    long length,
    boolean bodySent,
    boolean last) {
  /**
   * Whether it is made of the same: of the same objects too, so that a false may be said of equal
   * heads, and costs next to nothing.
   */
  public boolean isSame(ResponseHead other) {
    return this == other
        || is(
            other.status,
            other.headers,
            other.contentType,
            other.length,
            other.bodySent,
            other.last);
  }

  /** As {@link #isSame}. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(
      int otherStatus,
      Headers otherHeaders,
      @Nullable String otherType,
      long otherLength,
      boolean otherSent,
      boolean otherLast) {
    return headers == otherHeaders
        && contentType == otherType
        && length == otherLength
        && status == otherStatus
        && bodySent == otherSent
        && last == otherLast;
  }
}
