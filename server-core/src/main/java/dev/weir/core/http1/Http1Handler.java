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
 * the answer to the one before is out.
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
 * <p>Beside it runs the {@link Turn}: whether an exchange has the connection. A new head is parsed
 * only while none has; until then its bytes are left to the stream, which holds them within its
 * limit.
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
  private final Turn turn = new Turn();
  private final Deadlines deadlines;

  private Reading reading = Reading.HEAD;
  private @Nullable Http1Wire current;
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
    this.output = new Http1Output(door, stream);
    ConnectionLimits limits = door.limits();
    this.parser =
        new HeadParser(limits.maxRequestLine(), limits.maxFields(), limits.maxFieldBytes());
    stream.maxHeld(limits.maxHeld());
    this.deadlines = new Deadlines(stream.loop(), limits, this::onTime);
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
    if (turn.isTakenOrCalls() || !stream.isWritable()) {
      return stream.maxHeld();
    }
    try {
      if (!parser.parse(input)) {
        deadlines.headTrickles(parser.isFresh());
        if (peerEnded) {
          throw RefusedException.malformed("The request's head ended early");
        }
        return input.remaining() + 1;
      }
    } catch (RefusedException e) {
      refuse(e.problem());
      return GO_ON;
    }
    deadlines.headComplete();
    begin(parser.take(input));
    return GO_ON;
  }

  private void begin(RequestFraming framing) {
    long now = stream.loop().nanoTime();
    RequestHead head = framing.head(now);
    Http1Wire wire = new Http1Wire(this, head, framing);
    current = wire;
    intake = null;
    turn.take();
    Exchange exchange = wire.exchange();
    Problem refusal = framing.refusal();
    if (refusal != null) {
      reading = Reading.CLOSED; // what follows can't be told apart any more
      exchange.refuse(refusal);
    } else {
      serve(wire, head, now);
    }
    if (turn.isTaken()) {
      deadlines.within(exchange.checkTime(now));
    }
  }

  private void serve(Http1Wire wire, RequestHead head, long now) {
    Exchange exchange = wire.exchange();
    InboundBody body = exchange.begin(this::resumeBody);
    if (body == null) {
      return; // refused
    }
    if (head.bodyLength() == 0) {
      exchange.dispatch();
      return;
    }
    reading = Reading.BODY;
    intake = new BodyIntake(BodyDecoder.of(head.bodyLength(), door.limits()), body, wire, now);
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
    } else if (turn.isTakenOrCalls()) {
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
    if (held == 0 && open && !turn.isTakenOrCalls()) {
      close();
    }
  }

  // ---- Turns.

  Exchange newExchange(Http1Wire wire, RequestHead head) {
    return new Exchange(door.door(), wire, head, context.connection());
  }

  /**
   * The exchange is over. Any thread; off the loop it comes back only if there is something to do.
   */
  void turnOver(Http1Wire wire) {
    if (stream.loop().inLoop()) {
      turnOverOnLoop(wire);
      return;
    }
    deadlines.free(door.door().clock().nanos().getAsLong());
    BodyIntake taking = intake;
    boolean comesBack = wire.closesAfter() || (taking != null && !taking.isComplete());
    if (comesBack || !turn.leaveUnlessCalled()) {
      var unused = onLoop(() -> turnOverOnLoop(wire));
    }
  }

  private void turnOverOnLoop(Http1Wire wire) {
    turn.leave();
    if (output.lost() != null || reading == Reading.SWITCHED) {
      return;
    }
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
    if (held > 0 && reading == Reading.HEAD && !turn.isTaken()) {
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
    Http1Wire wire = current;
    if (turn.isTaken() && wire != null) {
      deadlines.within(wire.exchange().checkTime(now));
      if (deadlines.isPeerGone(now)) {
        wire.exchange().interruptHandler();
      }
    }
    switch (reading) {
      case BODY -> bodyTime(requireIntake().stallsIn());
      case HEAD -> {
        if (!turn.isTaken()) {
          headTime(now);
        }
      }
      case CLOSED, SWITCHED -> {}
    }
    if (reading != Reading.CLOSED || turn.isTaken()) {
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

  boolean isDraining() {
    return draining;
  }

  @Override
  public void drain() {
    draining = true;
    if (turn.isTakenOrCalls()) {
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
    deadlines.cancel();
    stream.close(quietNanos);
  }

  @Override
  public void closed(CloseCause cause) {
    reading = Reading.CLOSED;
    deadlines.cancel();
    ClientGoneException gone = ClientGone.by(cause);
    output.closed(gone);
    Http1Wire wire = current;
    if (wire != null && turn.isTaken()) {
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
