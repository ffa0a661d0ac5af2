package dev.weir.core.http1;

import dev.weir.spi.transport.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * What comes after what on one connection. While an exchange is handled on a virtual thread, heads
 * of requests without a body are parsed and put behind it, to be handled on the same thread, which
 * so needs no way back to the loop between them. Whatever else was parsed is deferred until the
 * turn is free.
 *
 * <p>On the loop, but for the methods that say otherwise.
 */
final class Turns implements Runnable {
  private final Http1Handler connection;
  private final ByteStream stream;
  private final Deadlines deadlines;
  private final Pipeline pipeline = new Pipeline();
  private @Nullable Runnable deferred;
  private boolean nextAwaitsRoom;
  private volatile boolean endlessUnwanted;

  Turns(Http1Handler connection, ByteStream stream, Deadlines deadlines) {
    this.connection = connection;
    this.stream = stream;
    this.deadlines = deadlines;
  }

  boolean isTaken() {
    return pipeline.isTaken();
  }

  /** Whether an exchange has the turn; then the loop is called when it is over. */
  boolean isTakenOrCalls() {
    return pipeline.isTakenOrCalls();
  }

  /** The exchange that has the turn, or null. */
  @Nullable Http1Wire current() {
    return pipeline.isTaken() ? pipeline.current() : null;
  }

  /** Nobody wants more of an answer that has no end of its own, of this turn's or a later one's. */
  void endEndless() {
    endlessUnwanted = true; // before the look: the thread that hands a turn on looks after it
    Http1Wire wire = current();
    if (wire != null) {
      wire.exchange().endEndless();
    }
  }

  /** An exchange takes the free turn. */
  void take(Http1Wire wire) {
    pipeline.take(wire);
    endIfEndless(wire);
  }

  private void endIfEndless(Http1Wire wire) {
    if (endlessUnwanted) {
      wire.exchange().endEndless();
    }
  }

  // ---- What comes while the turn is taken.

  /** Whether what comes next is worth parsing. */
  boolean parsesAhead() {
    Http1Wire wire = current();
    return wire != null && deferred == null && !connection.isDraining() && wire.mayBeFollowed();
  }

  /** Puts it behind the exchange that has the turn, if it can be. */
  boolean joins(Http1Wire wire) {
    if (!wire.mayFollow()) {
      return false;
    }
    wire.exchange().begin(() -> {}); // it has no body
    return pipeline.join(wire);
  }

  /** Waits for the turn to be free. */
  void defer(Runnable task) {
    deferred = task;
  }

  /** Does what waits for the free turn. */
  void runDeferred() {
    Runnable task = deferred;
    if (task != null) {
      deferred = null;
      task.run();
    }
  }

  // ---- When a turn is over.

  /** An exchange is over. Any thread; off the loop it comes back only if there is more to do. */
  void over(Http1Wire wire) {
    if (stream.loop().inLoop()) {
      connection.turnOver(wire);
    } else if (wire.hasLeft() || goesOnByItself(wire)) {
      wire.leave();
    } else {
      var unused = connection.onLoop(() -> connection.turnOver(wire));
    }
  }

  private boolean goesOnByItself(Http1Wire wire) {
    return connection.goesOnAfter(wire) && stream.isWritable() && (handsOn(wire) || leaves());
  }

  /** The next exchange is to be run on this thread. */
  private boolean handsOn(Http1Wire wire) {
    Http1Wire next = pipeline.next();
    if (next != null && connection.output().lost() == null) {
      begins(next);
      wire.handOnTo(next);
    }
    return next != null;
  }

  private void begins(Http1Wire next) {
    next.exchange().turnBegins();
    endIfEndless(next);
  }

  private boolean leaves() {
    deadlines.free(stream.loop().offLoop().nanoTime()); // before the loop may take it
    return pipeline.leaveUnlessCalled();
  }

  /**
   * All that the exchange has to send has its place in the output: if nothing else is to be done,
   * the turn is over before the bytes are with the system. The client may be faster than this
   * thread, and its next request would find the turn taken. Off the loop.
   */
  @Override
  public void run() {
    Http1Wire wire = pipeline.current();
    if (wire != null && connection.goesOnAfter(wire) && leaves()) {
      wire.leave();
    }
  }

  /** Whether an exchange is behind the one that has the turn. Any thread. */
  boolean hasNext() {
    return pipeline.hasNext();
  }

  /** Starts the next exchange on a thread of its own, once the client has taken enough. */
  void startNext() {
    nextAwaitsRoom = !stream.isWritable();
    Http1Wire next = nextAwaitsRoom ? null : pipeline.next();
    if (next != null) {
      begins(next);
      next.exchange().dispatch();
      deadlines.within(next.exchange().checkTime(stream.loop().nanoTime()));
    }
  }

  /** There is room for output again: whether the next exchange had waited for it, and begins. */
  boolean startsNextWithRoom() {
    boolean awaited = nextAwaitsRoom;
    if (awaited) {
      startNext();
    }
    return awaited;
  }

  /** The turn ends, and who is behind is forgotten. */
  void leave() {
    pipeline.leave();
  }

  /** Nothing that waits is going to have its turn. */
  void forgetDeferred() {
    deferred = null;
    nextAwaitsRoom = false;
  }
}
