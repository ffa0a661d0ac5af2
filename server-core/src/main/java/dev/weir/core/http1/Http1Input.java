package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.InboundBody;
import dev.weir.core.http.RefusedException;
import dev.weir.http.Problem;
import dev.weir.spi.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on one HTTP/1 connection: heads, and the bodies behind them.
 *
 * <pre>
 *            head complete, a body follows       body complete
 *   HEAD --------------------------------> BODY ----------------> HEAD
 *     |                                      |
 *     +---- refused, or the last answer -----+-----> CLOSED
 *     |
 *     +---- answered by an upgrade ----------------> SWITCHED: another protocol has the stream
 * </pre>
 *
 * <p>What comes while an exchange has the turn is parsed ahead as far as {@link Turns} take it; the
 * rest is left to the stream, which holds it within its limit. On the loop, but for {@link
 * #isBodyComplete} and {@link #leavesTooMuch}.
 */
final class Http1Input {
  /** What {@link #head} and {@link #body} answer if there may be more to do. */
  private static final int GO_ON = 0;

  private enum Reading {
    HEAD,
    BODY,
    CLOSED,
    SWITCHED
  }

  private final Http1Handler connection;
  private final LoopShare share;
  private final ByteStream stream;
  private final ConnectionLimits limits;
  private final Deadlines deadlines;
  private final Turns turns;

  private Reading reading = Reading.HEAD;
  private @Nullable HeadParser parser; // while some of a head is there
  private @Nullable BodyIntake intake; // of a body that isn't complete, or never will be
  private @Nullable Exchange undispatched; // until what is there of its body has been taken
  private boolean inInput;
  private int held;
  private boolean peerEnded;

  Http1Input(
      Http1Handler connection,
      LoopShare share,
      ByteStream stream,
      ConnectionLimits limits,
      Deadlines deadlines,
      Turns turns) {
    this.connection = connection;
    this.share = share;
    this.stream = stream;
    this.limits = limits;
    this.deadlines = deadlines;
    this.turns = turns;
    stream.maxHeld(limits.maxHeld());
  }

  // ---- What comes.

  /** Reads what is there; answers as {@link dev.weir.spi.transport.StreamHandler#input}. */
  int read(LentBytes input) {
    inInput = true;
    int needed = GO_ON;
    try {
      while (needed == GO_ON && input.remaining() > 0 && reading != Reading.SWITCHED) {
        needed =
            switch (reading) {
              case HEAD -> head(input);
              case BODY -> body(input);
              case CLOSED, SWITCHED -> drop(input);
            };
      }
    } finally {
      inInput = false;
      held = input.remaining();
    }
    dispatch();
    if (peerEnded) {
      endIfDone();
    }
    return needed;
  }

  private static int drop(LentBytes input) {
    input.skip(input.remaining());
    return GO_ON;
  }

  private int head(LentBytes input) {
    boolean parsesAhead = turns.parsesAhead();
    boolean writable = stream.isWritable();
    // Whatever is held back asks for a call: there may be room before the turn is over, or after.
    if (!(parsesAhead && writable) && (turns.isTakenOrCalls() || !writable)) {
      return stream.maxHeld();
    }
    RequestFraming framing = parser == null ? share.heads().take(input) : null;
    if (framing == null) {
      try {
        framing = parsed(input);
        if (framing == null) {
          return incomplete(input, parsesAhead);
        }
      } catch (RefusedException e) {
        Problem problem = e.problem();
        if (turns.isTakenOrCalls()) {
          turns.defer(() -> connection.refuse(problem));
        } else {
          connection.refuse(problem);
        }
        return GO_ON;
      }
    }
    deadlines.headComplete();
    Http1Wire wire = share.takeWire(connection, framing, stream.loop().nanoTime());
    if (!parsesAhead || !turns.joins(wire)) {
      if (turns.isTakenOrCalls()) {
        turns.defer(() -> {
          wire.exchange().turnBegins();
          begin(wire);
        });
      } else {
        begin(wire);
      }
    }
    return GO_ON;
  }

  /** Goes on parsing; null if the head isn't complete. */
  private @Nullable RequestFraming parsed(LentBytes input) throws RefusedException {
    HeadParser parsing = parser != null ? parser : share.takeParser();
    parser = parsing;
    if (!parsing.parse(input)) {
      return null;
    }
    RequestFraming framing = parsing.take(input);
    dropParser();
    share.heads().keep(framing);
    return framing;
  }

  private void dropParser() {
    if (parser != null) {
      share.giveBack(parser);
      parser = null;
    }
  }

  private int incomplete(LentBytes input, boolean parsesAhead) throws RefusedException {
    if (isHeadFresh()) {
      dropParser();
    }
    if (parsesAhead && turns.isTakenOrCalls()) {
      return input.remaining() + 1; // its time begins with its turn
    }
    deadlines.headTrickles(isHeadFresh());
    if (peerEnded) {
      throw RefusedException.malformed("The request's head ended early");
    }
    return input.remaining() + 1;
  }

  private void begin(Http1Wire wire) {
    turns.take(wire);
    Exchange exchange = wire.exchange();
    Problem refusal = wire.refusal();
    if (refusal != null) {
      reading = Reading.CLOSED; // what follows can't be told apart any more
      exchange.refuse(refusal);
    } else {
      serve(wire);
    }
    if (turns.isTaken()) {
      deadlines.within(exchange.checkTime(stream.loop().nanoTime()));
    } else if (intake == null) {
      share.giveBackIfSpent(wire);
    }
  }

  private void serve(Http1Wire wire) {
    Exchange exchange = wire.exchange();
    long length = wire.bodyLength();
    boolean accepted = length == 0 ? exchange.begin(() -> {}) : exchange.begin(this::resumeBody);
    if (!accepted) {
      return;
    }
    InboundBody body = exchange.body();
    if (body == null) {
      exchange.dispatch();
      return;
    }
    reading = Reading.BODY;
    intake = new BodyIntake(BodyDecoder.of(length, limits), body, wire);
    if (exchange.needsWholeBody()) {
      wire.bodyWanted();
    } else {
      undispatched = exchange;
      if (!inInput) {
        dispatch();
      }
    }
    if (reading == Reading.BODY) {
      deadlines.within(requireIntake().dueIn());
    }
  }

  private void dispatch() {
    Exchange exchange = undispatched;
    undispatched = null;
    if (exchange != null) {
      exchange.dispatch();
    }
  }

  private int body(LentBytes input) {
    BodyIntake taking = requireIntake();
    Problem refused = taking.read(input);
    if (refused != null) {
      bodyRefused(refused);
      return GO_ON;
    }
    if (taking.isComplete()) {
      reading = Reading.HEAD;
      intake = null; // an idle connection keeps nothing of its last request
      deadlines.free(stream.loop().nanoTime());
      if (!connection.switchesProtocols()) {
        taking.dispatchIfAwaited();
        share.giveBackIfSpent(taking.wire());
      }
      return GO_ON;
    }
    if (taking.isFull()) {
      taking.paused();
      stream.pauseReading(); // and asks for no more than it did: what comes may be the last
    }
    return input.remaining() == 0 ? GO_ON : input.remaining() + 1;
  }

  /** No more of the body can be understood, or is taken; what follows it is lost. */
  private void bodyRefused(Problem problem) {
    reading = Reading.CLOSED;
    Exchange waiting = undispatched;
    undispatched = null;
    if (!requireIntake().refuse(problem)) {
      connection.giveUp(problem);
    } else if (waiting != null) {
      waiting.refuse(problem); // in place of the handler, which so sees no part of it
    }
  }

  private void resumeBody() {
    if (intake == null) {
      stream.resumeReading();
    } else {
      goOnReading(intake);
    }
  }

  private void goOnReading(BodyIntake taking) {
    taking.resumed();
    stream.resumeReading();
    deadlines.within(taking.dueIn());
  }

  // ---- Its end.

  /** The peer sends no more than this rest. */
  void ended(LentBytes rest) {
    peerEnded = true;
    held = rest.remaining();
    if (reading == Reading.BODY) {
      bodyEndedEarly();
    } else if (turns.isTakenOrCalls()) {
      deadlines.peerEnded();
      turns.endEndless();
    } else if (reading == Reading.HEAD && held > 0) {
      stream.resumeReading(); // to be refused, or the pipelined rest to be answered
    } else {
      endIfDone();
    }
  }

  private void bodyEndedEarly() {
    reading = Reading.CLOSED;
    if (!requireIntake().endEarly()) {
      connection.giveUp(Problem.of(400, "The body ended early"));
    }
  }

  /** The peer sends no more: once all is answered, there is nothing left to do. */
  private void endIfDone() {
    boolean open = reading == Reading.HEAD || reading == Reading.BODY;
    if (held == 0 && open && !turns.isTakenOrCalls()) {
      connection.close();
    }
  }

  /** Nothing that comes from now on is looked at. */
  void close() {
    reading = Reading.CLOSED;
  }

  /** What comes from now on is another protocol's. */
  void leave() {
    reading = Reading.SWITCHED;
  }

  // ---- Where it is.

  boolean isAtHead() {
    return reading == Reading.HEAD;
  }

  /** Whether nothing of the next head has come. */
  boolean isHeadFresh() {
    return parser == null || parser.isFresh();
  }

  boolean isInBody() {
    return reading == Reading.BODY;
  }

  boolean isClosed() {
    return reading == Reading.CLOSED;
  }

  boolean isLeft() {
    return reading == Reading.SWITCHED;
  }

  /** Whether all of the request has come. Any thread. */
  boolean isBodyComplete() {
    BodyIntake taking = intake;
    return taking == null || taking.isComplete();
  }

  /** Whether so much of the body is left that the connection had better end. Any thread. */
  boolean leavesTooMuch() {
    BodyIntake taking = intake;
    return taking != null && taking.leavesTooMuch();
  }

  // ---- What is to happen with it.

  /** The turn is free, and the connection goes on: behind the rest of the body, if there is one. */
  void goOn() {
    if (reading == Reading.BODY) {
      requireIntake().dropRest();
      goOnReading(requireIntake());
    }
    turns.runDeferred();
    if (!inInput) {
      if (peerEnded) {
        endIfDone();
      }
      stream.resumeReading();
    }
  }

  /**
   * Drops the rest of the body before a change of protocol.
   *
   * @return why that can't be, or null
   */
  @Nullable Problem dropRestBeforeUpgrade() {
    Problem left = requireIntake().dropRestBeforeUpgrade();
    if (left == null) {
      goOnReading(requireIntake());
    }
    return left;
  }

  /** There is room for output again: what was held back for it is read. */
  void roomForAnswers() {
    if (held > 0 && reading == Reading.HEAD && !turns.isTaken()) {
      stream.resumeReading();
    }
  }

  /** Looks whether the body is too slow. */
  void checkBodyTime() {
    BodyIntake taking = requireIntake();
    long left = taking.dueIn();
    if (left > 0) {
      deadlines.within(left);
    } else {
      bodyRefused(taking.tooSlow());
    }
  }

  private BodyIntake requireIntake() {
    if (intake == null) {
      throw new IllegalStateException("No body is being read");
    }
    return intake;
  }
}
