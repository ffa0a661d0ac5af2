package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.InboundBody;
import dev.weir.core.http.RefusedException;
import dev.weir.internal.LentArrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request's body from the connection: to whoever reads it, or, once nobody does, to
 * nowhere. On the loop, but for {@link #isComplete} and {@link #left}.
 */
final class BodyIntake implements BodyDecoder.Target {
  private static final LentArrays.Access LENT = LentArrays.access();

  private final BodyDecoder decoder;
  private final InboundBody body;
  private final long maxBody;
  private final long progressNanos;

  private @Nullable LentBytes lending;
  private long taken;
  private long discardLimit = -1;
  private boolean full;
  private volatile boolean complete;
  private volatile boolean broken;
  private volatile long left;
  private long lastNanos;

  BodyIntake(BodyDecoder decoder, InboundBody body, Exchange exchange, long now) {
    this.decoder = decoder;
    this.body = body;
    this.maxBody = exchange.maxBody();
    this.progressNanos = exchange.progressNanos();
    this.left = decoder.remaining();
    this.lastNanos = now;
  }

  /**
   * Takes what is there.
   *
   * @throws RefusedException 400 if the framing is malformed; 413 if the body is too large
   */
  void take(LentBytes input, long now) throws RefusedException {
    lending = input;
    full = false;
    lastNanos = now;
    byte[] array = LENT.array(input);
    int to = decoder.decode(array, LENT.position(input), LENT.limit(input), this);
    LENT.position(input, to);
    lending = null;
    left = decoder.remaining();
    if (decoder.isComplete()) {
      complete = true;
      body.complete(decoder.trailers());
    }
  }

  @Override
  public void data(byte[] array, int from, int to) throws RefusedException {
    taken += to - from;
    LentBytes input = lending;
    if (input == null) {
      throw new IllegalStateException("Data comes only while bytes are lent");
    }
    requireWithinLimits(taken);
    if (!isDiscarding()) {
      full |= !body.data(input.slice(from - LENT.position(input), to - from));
    }
  }

  @Override
  public void chunk(long bytes) throws RefusedException {
    requireWithinLimits(taken + bytes);
  }

  private void requireWithinLimits(long bytes) throws RefusedException {
    if (isDiscarding()) {
      if (bytes > discardLimit) {
        throw new RefusedException(413, "Too much of the body is left unread");
      }
    } else if (bytes > maxBody) {
      throw new RefusedException(Exchange.tooLarge(maxBody));
    }
  }

  /** Whether enough is there for now: reading pauses until the reader asks. */
  boolean isFull() {
    return full && !complete;
  }

  /** Whether all of it has come. */
  boolean isComplete() {
    return complete;
  }

  /** Nothing that follows can be understood, or it won't be taken. */
  void breakOff() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  /** The bytes that are known to come still, or -1. */
  long left() {
    return left;
  }

  /** From now on it is dropped, up to a limit in bytes. */
  void discard(long limit) {
    discardLimit = taken + limit;
  }

  boolean isDiscarding() {
    return discardLimit >= 0;
  }

  /** When it has stalled, by the loop's clock. */
  long stallsAt() {
    return lastNanos + progressNanos;
  }

  /** Reading goes on after a pause, which isn't the client's fault. */
  void resumed(long now) {
    lastNanos = now;
  }

  InboundBody body() {
    return body;
  }
}
