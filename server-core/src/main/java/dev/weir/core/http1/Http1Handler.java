package dev.weir.core.http1;

import dev.weir.ConnectionInfo;
import dev.weir.LentBytes;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.http.ClientGone;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection: requests are read in order ({@link Http1Input}), and the next begins when
 * the answer to the one before is on its way ({@link Turns}). Here is what ends a turn, and the
 * connection: its answers, its times, a change of protocol, the shutdown.
 */
final class Http1Handler implements ProtocolHandler {
  private final Http1 door;
  private final ByteStream stream;
  private final ProtocolContext context;
  private final LoopShare share;
  private final Http1Output output;
  private final Http1Input input;
  private final Deadlines deadlines;
  private final Turns turns;

  private ClientPlaces.@Nullable Client client; // once it asks for a place
  private @Nullable PendingUpgrade upgrade;
  private volatile boolean draining;

  Http1Handler(Http1 door, LoopShare share, ProtocolContext context) {
    this.door = door;
    this.share = share;
    this.stream = context.stream();
    this.context = context;
    this.output = new Http1Output(door, share, stream, this);
    this.deadlines = new Deadlines(stream.loop(), door.limits(), this);
    this.turns = new Turns(this, stream, deadlines);
    this.input = new Http1Input(this, share, stream, door.limits(), deadlines, turns);
  }

  @Override
  public int input(LentBytes lent) {
    return input.read(lent);
  }

  @Override
  public void inputEnded(LentBytes rest) {
    input.ended(rest);
  }

  // ---- Turns.

  Turns turns() {
    return turns;
  }

  ConnectionInfo info() {
    return context.connection();
  }

  /** {@link Http1Wire#client}. On the loop. */
  ClientPlaces.Client client() {
    ClientPlaces.Client known = client;
    if (known == null) {
      known = door.door().work().client(info().remoteAddress());
      client = known;
    }
    return known;
  }

  /** Whether the connection goes on by itself after this exchange. Any thread. */
  boolean goesOnAfter(Http1Wire wire) {
    return !wire.closesAfter() && input.isBodyComplete();
  }

  /** Whether so much of the body is left that the connection had better end. Any thread. */
  boolean leavesTooMuch() {
    return input.leavesTooMuch();
  }

  /** The exchange is over. */
  void turnOver(Http1Wire wire) {
    if (output.lost() != null || input.isLeft()) {
      turns.leave();
      return;
    }
    boolean isLast = wire.closesAfter() || input.isClosed();
    if (!isLast && turns.hasNext()) {
      turns.startNext();
      return;
    }
    turns.leave();
    deadlines.free(stream.loop().nanoTime());
    if (isLast || (input.isInBody() && (draining || input.leavesTooMuch()))) {
      close();
      return;
    }
    if (draining) {
      deadlines.drain(); // the answer was out before: what the client has sent since is served
    }
    input.goOn();
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
    if (input.isAtHead()) {
      switchProtocols(wanted);
      return;
    }
    upgrade = wanted; // RFC 9110, section 7.8: the new protocol begins after the request
    Problem left = input.dropRestBeforeUpgrade();
    if (left != null) {
      giveUp(left);
    }
  }

  /** All of a request has come: whether another protocol has waited for that, and begins. */
  boolean switchesProtocols() {
    PendingUpgrade wanted = upgrade;
    if (wanted == null) {
      return false;
    }
    switchProtocols(wanted);
    return true;
  }

  private void switchProtocols(PendingUpgrade wanted) {
    upgrade = null;
    input.leave();
    deadlines.cancel();
    wanted.switchProtocols(context);
  }

  // ---- Output.

  Http1Output output() {
    return output;
  }

  /** What it shares with the other connections of its loop. */
  LoopShare share() {
    return share;
  }

  @Override
  public void writable() {
    output.opened();
    if (!turns.startsNextWithRoom()) {
      input.roomForAnswers();
    }
  }

  /** Answers what never became a request, and closes. */
  void refuse(Problem problem) {
    output.writeRefusal(problem);
    close();
  }

  // ---- Time.

  void onTime() {
    long now = stream.loop().nanoTime();
    Http1Wire wire = turns.current();
    if (wire != null) {
      deadlines.within(wire.exchange().checkTime(now));
      if (deadlines.isPeerGone(now)) {
        wire.exchange().interruptHandler();
      }
    }
    if (input.isInBody()) {
      input.checkBodyTime();
    } else if (input.isAtHead() && !turns.isTaken()) {
      headTime(now);
    }
    if (!input.isClosed() || turns.isTaken()) {
      deadlines.lookAgain(now);
    }
  }

  private void headTime(long now) {
    if (draining && deadlines.isDrained(now) && input.isHeadFresh()) {
      closeIdle(now);
    } else if (deadlines.isIdleTooLong(now)) {
      if (input.isHeadFresh()) {
        closeIdle(now);
      } else {
        refuse(Problem.of(408, "The request's head didn't come in time"));
      }
    }
  }

  // ---- The end.

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
    turns.endEndless();
    if (turns.isTakenOrCalls()) {
      return; // its answer says that the connection closes
    }
    if (input.isInBody()) {
      close(); // the rest of a body that nobody reads
    } else {
      deadlines.drain();
    }
  }

  /** Nobody reads the body any more, and the connection can't go on behind it. */
  void giveUp(Problem problem) {
    PendingUpgrade given = upgrade;
    upgrade = null;
    if (given == null) {
      close();
    } else {
      refuse(problem);
      given.refused(problem);
    }
  }

  /** Nothing of the last answer is due any more, so nobody's end is held up by who stays idle. */
  private void closeIdle(long now) {
    close(deadlines.quietNanos(now));
  }

  void close() {
    close(0);
  }

  private void close(long quietNanos) {
    input.close();
    turns.forgetDeferred();
    deadlines.cancel();
    stream.close(quietNanos);
  }

  @Override
  public void closed(CloseCause cause) {
    input.close();
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
}
