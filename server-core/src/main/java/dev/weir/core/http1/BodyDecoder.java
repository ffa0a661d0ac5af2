package dev.weir.core.http1;

import dev.weir.core.http.RefusedException;
import dev.weir.http.Headers;

/**
 * Takes the framing off a body (RFC 9112, section 6). It is given what is there; what it doesn't
 * take it is given again, grown.
 */
sealed interface BodyDecoder permits FixedBodyDecoder, ChunkedBodyDecoder {
  /** The decoder of a body of {@code length} bytes, or {@link RequestFraming#CHUNKED}. */
  static BodyDecoder of(long length, ConnectionLimits limits) {
    return length == RequestFraming.CHUNKED
        ? new ChunkedBodyDecoder(limits.maxFields(), limits.maxFieldBytes())
        : new FixedBodyDecoder(length);
  }

  /** Takes stretches of the body, in order. */
  @FunctionalInterface
  interface Target {
    /** {@code array[from..to)}; only valid during the call. */
    void data(byte[] array, int from, int to) throws RefusedException;

    /** A chunk of {@code bytes} begins: what is too large can be refused before it comes. */
    default void chunk(long bytes) throws RefusedException {}
  }

  /**
   * Decodes.
   *
   * @return the index after the last octet taken
   */
  int decode(byte[] array, int from, int limit, Target target) throws RefusedException;

  /** Whether the body has come to its end. */
  boolean isComplete();

  /** The bytes of the body that are known to come still, or -1. */
  long remaining();

  /** The trailer fields; empty before the end. */
  Headers trailers();
}
