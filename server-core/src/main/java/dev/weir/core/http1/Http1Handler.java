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
 * <p>Beside it runs the {@link Pipeline}: which exchange has the connection. While one is handled
 * on a virtual thread, heads of requests without a body are parsed and put behind it, to be handled
 * on the same thread. Whatever else comes is {@linkplain #deferred deferred}, or left to the
 * stream, which holds it within its limit.
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
  private final Pipeline pipeline = new Pipeline();
  private final Deadlines deadlines;

  private Reading reading = Reading.HEAD;
  private @Nullable BodyIntake intake;
  private @Nullable Runnable deferred; // what was parsed, and waits for its turn
  private boolean nextAwaitsRoom;
  private @Nullable PendingUpgrade upgrade;
  private boolean inInput;
  private int held;
  private boolean peerEnded;
  private volatile boolean draining;

  Http1Handler(Http1 door, ProtocolContext context) {
    this.door = door;
    this.stream = context.stream();
    this.context = context;
    this.output = new Http1Output(door, stream, this::answered);
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
    boolean parsesAhead = pipeline.isTaken() && parsesAhead();
    if ((!parsesAhead && pipeline.isTakenOrCalls()) || !stream.isWritable()) {
      return stream.maxHeld();
    }
    try {
      if (!parser.parse(input)) {
        if (parsesAhead && pipeline.isTakenOrCalls()) {
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
      inTurn(() -> refuse(problem));
      return GO_ON;
    }
    deadlines.headComplete();
    RequestFraming framing = parser.take(input);
    Http1Wire wire = new Http1Wire(this, framing.head(stream.loop().nanoTime()), framing);
    if (!parsesAhead || !joins(wire)) {
      inTurn(() -> begin(wire));
    }
    return GO_ON;
  }

  /** Whether what comes next is worth parsing while the turn is taken. */
  private boolean parsesAhead() {
    Http1Wire wire = pipeline.current();
    return deferred == null && !draining && wire != null && wire.mayBeFollowed();
  }

  /** Puts it behind the exchange that has the turn, if it can be. */
  private boolean joins(Http1Wire wire) {
    if (!wire.mayFollow()) {
      return false;
    }
    wire.exchange().begin(this::resumeBody);
    return pipeline.join(wire);
  }

  /** Runs it now if the turn is free, else as soon as it is. */
  private void inTurn(Runnable task) {
    if (pipeline.isTakenOrCalls()) {
      deferred = task;
    } else {
      task.run();
    }
  }

  private void begin(Http1Wire wire) {
    intake = null;
    pipeline.take(wire);
    Exchange exchange = wire.exchange();
    Problem refusal = wire.refusal();
    if (refusal != null) {
      reading = Reading.CLOSED; // what follows can't be told apart any more
      exchange.refuse(refusal);
    } else {
      serve(wire);
    }
    if (pipeline.isTaken()) {
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
    } else if (pipeline.isTakenOrCalls()) {
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
    if (held == 0 && open && !pipeline.isTakenOrCalls()) {
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
    if (wire.hasLeft()) {
      return;
    }
    boolean goesOn = goesOn(wire) && stream.isWritable();
    if (!goesOn || !(handsOn(wire) || leaves())) {
      var unused = onLoop(() -> turnOverOnLoop(wire));
    }
  }

  /** Whether the connection goes on by itself after this exchange. Any thread. */
  private boolean goesOn(Http1Wire wire) {
    BodyIntake taking = intake;
    return !wire.closesAfter() && (taking == null || taking.isComplete());
  }

  /** The next exchange is to be run on this thread. Off the loop. */
  private boolean handsOn(Http1Wire wire) {
    Http1Wire next = pipeline.next();
    if (next == null || output.lost() != null) {
      return next != null;
    }
    next.exchange().turnBegins();
    wire.handOnTo(next);
    return true;
  }

  private boolean leaves() {
    deadlines.free(door.door().clock().nanos().getAsLong()); // before the loop may take it
    return pipeline.leaveUnlessCalled();
  }

  /**
   * All that the exchange has to send has its place in the output: if nothing else is to be done,
   * the turn is over before the bytes are with the system. The client may be faster than this
   * thread, and its next request would find the turn taken. Off the loop.
   */
  private void answered() {
    Http1Wire wire = pipeline.current();
    if (wire != null && goesOn(wire) && leaves()) {
      wire.leave();
    }
  }

  private void turnOverOnLoop(Http1Wire wire) {
    if (output.lost() != null || reading == Reading.SWITCHED) {
      pipeline.leave();
      return;
    }
    boolean lastOnes = wire.closesAfter() || reading == Reading.CLOSED;
    if (!lastOnes && pipeline.hasNext()) {
      startNext();
      return;
    }
    pipeline.leave();
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
    Runnable next = deferred;
    if (next != null) {
      deferred = null;
      next.run();
    }
    if (!inInput) {
      if (peerEnded) {
        endIfDone();
      }
      stream.resumeReading();
    }
  }

  /** Starts the next exchange on a thread of its own, once the client has taken enough. */
  private void startNext() {
    nextAwaitsRoom = !stream.isWritable();
    Http1Wire next = nextAwaitsRoom ? null : pipeline.next();
    if (next != null) {
      next.exchange().turnBegins();
      next.exchange().dispatch();
      deadlines.within(next.exchange().checkTime(stream.loop().nanoTime()));
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
    if (nextAwaitsRoom) {
      startNext();
    } else if (held > 0 && reading == Reading.HEAD && !pipeline.isTaken()) {
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
    Http1Wire wire = pipeline.current();
    if (pipeline.isTaken() && wire != null) {
      deadlines.within(wire.exchange().checkTime(now));
      if (deadlines.isPeerGone(now)) {
        wire.exchange().interruptHandler();
      }
    }
    switch (reading) {
      case BODY -> bodyTime(requireIntake().stallsIn());
      case HEAD -> {
        if (!pipeline.isTaken()) {
          headTime(now);
        }
      }
      case CLOSED, SWITCHED -> {}
    }
    if (reading != Reading.CLOSED || pipeline.isTaken()) {
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
    return draining && !pipeline.hasNext(); // none joins while it drains
  }

  /** Whether the next answer is about to be made, on the thread of this one. Off the loop. */
  boolean hasNext() {
    return pipeline.hasNext();
  }

  @Override
  public void drain() {
    draining = true;
    if (pipeline.isTakenOrCalls()) {
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
    deferred = null;
    deadlines.cancel();
    stream.close(quietNanos);
  }

  @Override
  public void closed(CloseCause cause) {
    reading = Reading.CLOSED;
    deadlines.cancel();
    ClientGoneException gone = ClientGone.by(cause);
    output.closed(gone);
    deferred = null;
    nextAwaitsRoom = false;
    Http1Wire wire = pipeline.current();
    if (wire != null && pipeline.isTaken()) {
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
