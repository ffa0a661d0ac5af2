package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.core.http.BodyPace;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.InboundBody;
import dev.weir.core.http.RefusedException;
import dev.weir.http.Problem;
import dev.weir.internal.LentArrays;
import dev.weir.spi.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request's body from the connection: to whoever reads it, or, once nobody does, to
 * nowhere. On the loop, but for {@link #isComplete} and {@link #leavesTooMuch}.
 */
final class BodyIntake implements BodyDecoder.Target {
  /** Of a body that nobody read, this much is dropped to keep the connection. */
  private static final long DISCARD_BYTES = 64 << 10;

  private static final LentArrays.Access LENT = LentArrays.access();

  private final BodyDecoder decoder;
  private final InboundBody body;
  private final Http1Wire wire;
  private final ByteStream connection;
  private final Exchange exchange;
  private final long maxBody;
  private BodyPace pace;

  private @Nullable LentBytes lending;
  private long taken;
  private long discardLimit = -1;
  private boolean full;
  private volatile boolean complete;
  private volatile boolean broken;
  private volatile long left;

  BodyIntake(BodyDecoder decoder, InboundBody body, Http1Wire wire) {
    this.decoder = decoder;
    this.body = body;
    this.wire = wire;
    this.connection = wire.stream();
    this.exchange = wire.exchange();
    this.maxBody = exchange.maxBody();
    this.pace = new BodyPace(exchange.pace(), wire.loop().nanoTime());
    this.left = decoder.remaining();
  }

  /**
   * Takes what is there.
   *
   * @return what is wrong with it, or null: 400 if the framing is malformed; 413 if the body is too
   *     large
   */
  @Nullable Problem read(LentBytes input) {
    wire.bodyComes();
    try {
      take(input, wire.loop().nanoTime());
      return null;
    } catch (RefusedException e) {
      return e.problem();
    }
  }

  private void take(LentBytes input, long now) throws RefusedException {
    lending = input;
    full = false;
    long before = taken;
    byte[] array = LENT.array(input);
    int to = decoder.decode(array, LENT.position(input), LENT.limit(input), this);
    LENT.position(input, to);
    lending = null;
    pace.came((int) (taken - before), now);
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
      if (exchange.needsWholeBody()) {
        requireRoom();
      }
      full |= !body.data(input.slice(from - LENT.position(input), to - from));
    }
  }

  @Override
  public void chunk(long bytes) throws RefusedException {
    requireWithinLimits(taken + bytes);
  }

  private void requireRoom() throws RefusedException {
    Problem refusal = body.refusalOf(taken);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
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
    return full && !complete && !isDiscarding();
  }

  Http1Wire wire() {
    return wire;
  }

  /** Starts the handler, if it waits for all of the body. */
  void dispatchIfAwaited() {
    if (exchange.needsWholeBody()) {
      exchange.dispatch();
    }
  }

  /** Whether all of it has come. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Nothing that follows can be understood, or it won't be taken.
   *
   * @return whether somebody was told, and the connection can end after the answer; if not, now
   */
  boolean refuse(Problem problem) {
    return breakOff(() -> body.fail(problem), problem);
  }

  /** The client has ended its side too early. Returns what {@link #refuse} does. */
  boolean endEarly() {
    return breakOff(body::truncated, Problem.of(400, "The body ended early"));
  }

  private boolean breakOff(Runnable tellReader, Problem problem) {
    broken = true;
    if (isDiscarding()) {
      return false;
    }
    tellReader.run();
    if (exchange.needsWholeBody()) {
      exchange.refuse(problem);
    }
    return true;
  }

  /** Whether so much is to come, or to be asked for, that the connection had better end. */
  boolean leavesTooMuch() {
    return !complete && (broken || wire.awaitsContinue() || left > DISCARD_BYTES);
  }

  /** Nobody reads the rest: it is dropped, within bounds, so that the connection can go on. */
  void dropRest() {
    discardLimit = taken + DISCARD_BYTES;
    pace = new BodyPace(exchange.paceOfRest(), wire.loop().nanoTime());
  }

  /**
   * As {@link #dropRest}, before a change of protocol. A client that waits for a 100 gets it, as it
   * has to come before the 101.
   *
   * @return why that can't be, or null
   */
  @Nullable Problem dropRestBeforeUpgrade() {
    dropRest();
    if (broken) {
      return Problem.of(400, "The body wasn't whole before the change of protocol");
    }
    wire.bodyWanted();
    return leavesTooMuch()
        ? Problem.of(413, "Too much of the body is left unread before the change of protocol")
        : null;
  }

  boolean isDiscarding() {
    return discardLimit >= 0;
  }

  /** In how many nanoseconds to look whether it is too slow; not above 0 if it is. */
  long dueIn() {
    boolean awaited = !connection.isReadingPaused() && !wire.awaitsContinue();
    return pace.dueIn(awaited, wire.loop().nanoTime());
  }

  /** What is wrong with one that is too slow. */
  Problem tooSlow() {
    return pace.problem(wire.loop().nanoTime());
  }

  /** Reading pauses, which isn't the client's fault. */
  void paused() {
    pace.hold(wire.loop().nanoTime());
  }

  /** Reading goes on. */
  void resumed() {
    pace.resume(wire.loop().nanoTime());
  }
}
