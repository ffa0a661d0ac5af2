package dev.weir.core.http1;

import dev.weir.core.http.RefusedException;
import dev.weir.http.Headers;

/** A body of a declared length. */
final class FixedBodyDecoder implements BodyDecoder {
  private long remaining;

  FixedBodyDecoder(long length) {
    this.remaining = length;
  }

  @Override
  public int decode(byte[] array, int from, int limit, Target target) throws RefusedException {
    int count = (int) Math.min(limit - from, remaining);
    if (count > 0) {
      target.data(array, from, from + count);
      remaining -= count;
    }
    return from + count;
  }

  @Override
  public boolean isComplete() {
    return remaining == 0;
  }

  @Override
  public long remaining() {
    return remaining;
  }

  @Override
  public Headers trailers() {
    return Headers.empty();
  }
}
