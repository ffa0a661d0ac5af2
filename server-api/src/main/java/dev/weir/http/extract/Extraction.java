package dev.weir.http.extract;

import dev.weir.annotation.Stable;
import dev.weir.http.Request;

/** Takes a value from a request: what an extractor becomes once its route is known. */
@FunctionalInterface
@Stable
public interface Extraction<T> {
  /**
   * The value.
   *
   * @throws RejectionException if the request doesn't hold one that fits
   */
  T from(Request request) throws Exception;
}
