package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.core.http.ClientGone;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.InboundBody;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http.RequestHead;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one HTTP/1 connection: requests are read in order, and the next begins when
 * the answer to the one before is on its way.
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
 * <p>Beside it, {@link Turns} say which exchange has the connection. What comes meanwhile is parsed
 * ahead as far as they take it; the rest is left to the stream, which holds it within its limit.
 */
final class Http1Handler implements ProtocolHandler {
  /** What {@link #head} and {@link #body} answer if there may be more to do. */
  private static final int GO_ON = 0;

  private enum Reading {
    HEAD,
    BODY,
    CLOSED,
    SWITCHED
  }

  private final Http1 door;
  private final ByteStream stream;
  private final ProtocolContext context;
  private final Http1Output output;
  private final HeadParser parser;
  private final Deadlines deadlines;
  private final Turns turns;

  private Reading reading = Reading.HEAD;
  private @Nullable BodyIntake intake;
  private @Nullable PendingUpgrade upgrade;
  private boolean inInput;
  private int held;
  private boolean peerEnded;
  private volatile boolean draining;

  Http1Handler(Http1 door, ProtocolContext context) {
    this.door = door;
    this.stream = context.stream();
    this.context = context;
    this.output = new Http1Output(door, stream, () -> turns().answered());
    ConnectionLimits limits = door.limits();
    this.parser =
        new HeadParser(limits.maxRequestLine(), limits.maxFields(), limits.maxFieldBytes());
    stream.maxHeld(limits.maxHeld());
    this.deadlines = new Deadlines(stream.loop(), limits, this::onTime);
    this.turns = new Turns(this, stream, deadlines);
  }

  // ---- Input.

  @Override
  public int input(LentBytes input) {
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
    try {
      if (!parser.parse(input)) {
        if (parsesAhead && turns.isTakenOrCalls()) {
          return input.remaining() + 1; // its time begins with its turn
        }
        deadlines.headTrickles(parser.isFresh());
        if (peerEnded) {
          throw RefusedException.malformed("The request's head ended early");
        }
        return input.remaining() + 1;
      }
    } catch (RefusedException e) {
      Problem problem = e.problem();
      if (turns.isTakenOrCalls()) {
        turns.defer(() -> refuse(problem));
      } else {
        refuse(problem);
      }
      return GO_ON;
    }
    deadlines.headComplete();
    RequestFraming framing = parser.take(input);
    Http1Wire wire = new Http1Wire(this, framing.head(stream.loop().nanoTime()), framing);
    if (!parsesAhead || !turns.joins(wire, this::resumeBody)) {
      if (turns.isTakenOrCalls()) {
        turns.defer(() -> begin(wire));
      } else {
        begin(wire);
      }
    }
    return GO_ON;
  }

  private void begin(Http1Wire wire) {
    intake = null;
    turns.take(wire);
    Exchange exchange = wire.exchange();
    if (draining) {
      exchange.drain();
    }
    Problem refusal = wire.refusal();
    if (refusal != null) {
      reading = Reading.CLOSED; // what follows can't be told apart any more
      exchange.refuse(refusal);
    } else {
      serve(wire);
    }
    if (turns.isTaken()) {
      deadlines.within(exchange.checkTime(stream.loop().nanoTime()));
    }
  }

  private void serve(Http1Wire wire) {
    Exchange exchange = wire.exchange();
    long length = wire.bodyLength();
    InboundBody body = exchange.begin(this::resumeBody);
    if (body == null) {
      return; // refused
    }
    if (length == 0) {
      exchange.dispatch();
      return;
    }
    reading = Reading.BODY;
    intake = new BodyIntake(BodyDecoder.of(length, door.limits()), body, wire);
    if (exchange.needsWholeBody()) {
      wire.bodyWanted();
    } else {
      exchange.dispatch();
    }
    if (reading == Reading.BODY) {
      deadlines.within(exchange.progressNanos());
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
      deadlines.free(stream.loop().nanoTime());
      if (upgrade != null) {
        switchProtocols(upgrade);
      } else {
        taking.dispatchIfAwaited();
      }
      return GO_ON;
    }
    if (taking.isFull()) {
      stream.pauseReading(); // and asks for no more than it did: what comes may be the last
    }
    return input.remaining() == 0 ? GO_ON : input.remaining() + 1;
  }

  /** No more of the body can be understood, or is taken; what follows it is lost. */
  private void bodyRefused(Problem problem) {
    reading = Reading.CLOSED;
    if (!requireIntake().refuse(problem)) {
      giveUp(problem);
    }
  }

  private void resumeBody() {
    if (intake != null) {
      intake.resumed();
    }
    stream.resumeReading();
  }

  @Override
  public void inputEnded(LentBytes rest) {
    peerEnded = true;
    held = rest.remaining();
    if (reading == Reading.BODY) {
      bodyEndedEarly();
    } else if (turns.isTakenOrCalls()) {
      deadlines.peerEnded();
    } else if (reading == Reading.HEAD && held > 0) {
      stream.resumeReading(); // to be refused, or the pipelined rest to be answered
    } else {
      endIfDone();
    }
  }

  private void bodyEndedEarly() {
    reading = Reading.CLOSED;
    if (!requireIntake().endEarly()) {
      giveUp(Problem.of(400, "The body ended early"));
    }
  }

  /** Nobody reads the body any more, and the connection can't go on behind it. */
  private void giveUp(Problem problem) {
    PendingUpgrade given = upgrade;
    upgrade = null;
    if (given == null) {
      close();
    } else {
      refuse(problem);
      given.refused(problem);
    }
  }

  /** The peer sends no more: once all is answered, there is nothing left to do. */
  private void endIfDone() {
    boolean open = reading == Reading.HEAD || reading == Reading.BODY;
    if (held == 0 && open && !turns.isTakenOrCalls()) {
      close();
    }
  }

  // ---- Turns.

  Turns turns() {
    return turns;
  }

  Exchange newExchange(Http1Wire wire, RequestHead head) {
    return new Exchange(door.door(), wire, head, context.connection());
  }

  /** Whether the connection goes on by itself after this exchange. Any thread. */
  boolean goesOnAfter(Http1Wire wire) {
    BodyIntake taking = intake;
    return !wire.closesAfter() && (taking == null || taking.isComplete());
  }

  /** The exchange is over. */
  void turnOver(Http1Wire wire) {
    if (output.lost() != null || reading == Reading.SWITCHED) {
      turns.leave();
      return;
    }
    boolean isLast = wire.closesAfter() || reading == Reading.CLOSED;
    if (!isLast && turns.hasNext()) {
      turns.startNext();
      return;
    }
    turns.leave();
    deadlines.free(stream.loop().nanoTime());
    boolean drainsBody = draining && reading == Reading.BODY; // which nobody reads any more
    if (wire.closesAfter() || drainsBody || reading == Reading.CLOSED) {
      close();
      return;
    }
    if (draining) {
      deadlines.drain(); // the answer was out before: what the client has sent since is served
    }
    if (reading == Reading.BODY) {
      if (leavesTooMuch()) {
        close();
        return;
      }
      requireIntake().dropRest();
      stream.resumeReading();
      deadlines.within(requireIntake().stallsIn());
    }
    turns.runDeferred();
    if (!inInput) {
      if (peerEnded) {
        endIfDone();
      }
      stream.resumeReading();
    }
  }

  /** Whether so much of the body is left that the connection had better end. Any thread. */
  boolean leavesTooMuch() {
    BodyIntake taking = intake;
    return taking != null && taking.leavesTooMuch();
  }

  /** Runs it on the loop; false if the loop has ended, and with it the stream. */
  boolean onLoop(Runnable task) {
    try {
      stream.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // closed() has come or will never come
    }
  }

  // ---- Another protocol.

  /** The answer of the exchange that has the turn is an upgrade. On the loop. */
  void upgrade(PendingUpgrade wanted) {
    ClientGoneException gone = output.lost();
    if (gone != null) {
      wanted.lost(gone);
      return;
    }
    if (reading == Reading.HEAD) {
      switchProtocols(wanted);
      return;
    }
    upgrade = wanted; // RFC 9110, section 7.8: the new protocol begins after the request
    Problem left = requireIntake().dropRestBeforeUpgrade();
    if (left != null) {
      giveUp(left);
    } else {
      stream.resumeReading();
      deadlines.within(requireIntake().stallsIn());
    }
  }

  private void switchProtocols(PendingUpgrade wanted) {
    upgrade = null;
    reading = Reading.SWITCHED;
    deadlines.cancel();
    wanted.switchProtocols(context);
  }

  // ---- Output.

  Http1Output output() {
    return output;
  }

  @Override
  public void writable() {
    output.opened();
    boolean startsNext = turns.startsNextWithRoom();
    if (!startsNext && held > 0 && reading == Reading.HEAD && !turns.isTaken()) {
      stream.resumeReading();
    }
  }

  /** Answers what never became a request, and closes. */
  private void refuse(Problem problem) {
    output.writeRefusal(problem);
    close();
  }

  // ---- Time and ends.

  private void onTime() {
    long now = stream.loop().nanoTime();
    Http1Wire wire = turns.current();
    if (wire != null) {
      deadlines.within(wire.exchange().checkTime(now));
      if (deadlines.isPeerGone(now)) {
        wire.exchange().interruptHandler();
      }
    }
    switch (reading) {
      case BODY -> bodyTime(requireIntake().stallsIn());
      case HEAD -> {
        if (!turns.isTaken()) {
          headTime(now);
        }
      }
      case CLOSED, SWITCHED -> {}
    }
    if (reading != Reading.CLOSED || turns.isTaken()) {
      deadlines.lookAgain(now);
    }
  }

  private void bodyTime(long left) {
    if (left > 0) {
      deadlines.within(left);
    } else {
      bodyRefused(Problem.of(408, "The body stalled"));
    }
  }

  private void headTime(long now) {
    if (draining && deadlines.isDrained(now) && parser.isFresh()) {
      closeIdle(now);
    } else if (deadlines.isIdleTooLong(now)) {
      if (parser.isFresh()) {
        closeIdle(now);
      } else {
        refuse(Problem.of(408, "The request's head didn't come in time"));
      }
    }
  }

  /** Whether the answer to an exchange is the last, because the server ends. Any thread. */
  boolean endsBehind() {
    return draining && !turns.hasNext(); // none joins while it drains
  }

  boolean isDraining() {
    return draining;
  }

  @Override
  public void drain() {
    draining = true;
    Http1Wire current = turns.current();
    if (current != null) {
      current.exchange().drain();
    }
    if (turns.isTakenOrCalls()) {
      return; // its answer says that the connection closes
    }
    if (reading == Reading.BODY) {
      close(); // the rest of a body that nobody reads
    } else {
      deadlines.drain();
    }
  }

  /** Nothing of the last answer is due any more, so nobody's end is held up by who stays idle. */
  private void closeIdle(long now) {
    close(deadlines.quietNanos(now));
  }

  private void close() {
    close(0);
  }

  private void close(long quietNanos) {
    reading = Reading.CLOSED;
    turns.forgetDeferred();
    deadlines.cancel();
    stream.close(quietNanos);
  }

  @Override
  public void closed(CloseCause cause) {
    reading = Reading.CLOSED;
    deadlines.cancel();
    ClientGoneException gone = ClientGone.by(cause);
    output.closed(gone);
    turns.forgetDeferred();
    Http1Wire wire = turns.current();
    if (wire != null) {
      wire.exchange().clientGone(gone);
    }
    if (upgrade != null) {
      upgrade.lost(gone);
    }
  }

  private BodyIntake requireIntake() {
    if (intake == null) {
      throw new IllegalStateException("No body is being read");
    }
    return intake;
  }
}
