package dev.weir.core.http1;

import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a door share on one event loop, since only one of them is served at a
 * time there: so an idle connection has none of it, and a request costs no new one. On that loop,
 * but for {@link #answers} and {@link #giveBackOffLoop}.
 */
final class LoopShare {
  private final Http1 door;
  private final KnownHeads heads = new KnownHeads();
  private final RecentHead answers;
  private @Nullable HeadParser parser;
  private final SpareWires wires = new SpareWires();
  private final SegmentPool segments = SegmentPool.confined();

  LoopShare(Http1 door) {
    this.door = door;
    this.answers = new RecentHead(door.heads());
  }

  /** The request heads that came before. */
  KnownHeads heads() {
    return heads;
  }

  /** Writes the heads of answers. Any thread. */
  RecentHead answers() {
    return answers;
  }

  /** An output for this loop alone, whose memory no other thread competes for. */
  OutputChain newOutput() {
    return new OutputChain(segments);
  }

  // ---- One is there mostly; who needs another at the same time gets a new one.

  /** A parser at the start of a head. */
  HeadParser takeParser() {
    HeadParser taken = parser;
    parser = null;
    return taken != null ? taken : new HeadParser(door.limits());
  }

  /** Gives a parser back, wherever it is in a head. */
  void giveBack(HeadParser done) {
    done.reset();
    parser = done;
  }

  /** The turn of a request whose head is complete. */
  Http1Wire takeWire(Http1Handler connection, RequestFraming framing, long receivedNanos) {
    Http1Wire taken = wires.take();
    if (taken == null) {
      return new Http1Wire(door.door(), connection, framing, receivedNanos);
    }
    taken.renew(connection, framing, receivedNanos);
    return taken;
  }

  /** A turn may be over: it is another request's next, if nobody else can know it. */
  void giveBackIfSpent(Http1Wire done) {
    if (done.isSpent()) {
      done.letGo();
      wires.giveBack(done);
    }
  }

  /** A turn is over that another thread had, and is done with. That thread. */
  void giveBackOffLoop(Http1Wire done) {
    wires.giveBackOffLoop(done);
  }
}
