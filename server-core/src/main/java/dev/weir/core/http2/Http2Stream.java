package dev.weir.core.http2;

import dev.weir.LentBytes;
import dev.weir.core.http.BodyPace;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeWire.UpgradeOutcome;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Headers;
import dev.weir.http.Problem;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.transport.CloseCause;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream, and the exchange on it (RFC 9113, section 5.1).
 *
 * <pre>
 *   open --> half-closed (remote): the request is complete
 *     |               |
 *     v               v
 *   half-closed     closed: the answer is, too; or a reset
 *   (local): the answer is complete, and the rest of the request isn't wanted
 * </pre>
 *
 * <p>On the loop; what the exchange asks from any thread comes by its {@link StreamWire}.
 */
final class Http2Stream {
  private static final int OK = 200;

  private final Http2Handler connection;
  private final int id;
  private final StreamOutput output;
  private final StreamWire wire;

  // The exchange is set right after construction.
  private @Nullable Exchange exchange;
  private @Nullable StreamInput input;
  private @Nullable TunnelStream tunnelBytes;
  private @Nullable Tunnel tunnel;
  private boolean remoteEnded;
  private boolean dispatched;
  private boolean over;
  private boolean closed;

  Http2Stream(Http2Handler connection, int id, ConnectionOutput output, int window) {
    this.connection = connection;
    this.id = id;
    this.output = new StreamOutput(this, output, window);
    this.wire = new StreamWire(this, connection, this.output);
  }

  int id() {
    return id;
  }

  StreamOutput output() {
    return output;
  }

  StreamWire wire() {
    return wire;
  }

  Exchange exchange() {
    return Objects.requireNonNull(exchange);
  }

  // ---- The request, on the loop.

  /**
   * The request's head is complete.
   *
   * @param declared the body's length as the client declared it
   */
  void begin(Exchange begun, RequestHead head, boolean complete, long declared, boolean expects) {
    exchange = begun;
    remoteEnded = complete;
    if (expects && !complete) {
      wire.awaitContinue();
    }
    boolean accepted = begun.begin(this::bodyRead);
    if (!complete) {
      input =
          new StreamInput(
              begun,
              accepted ? begun.body() : null,
              declared,
              connection.limits().streamWindow(),
              accepted
                  ? new BodyPace(begun.pace(), connection.line(), begun.receivedNanos())
                  : paceOfRest(begun.receivedNanos()));
    }
    if (!accepted) {
      exchangeOverIfSo();
    } else if (head.bodyLength() == 0 || !begun.needsWholeBody()) {
      dispatch();
    } else {
      wire.bodyWanted();
    }
  }

  /** The client would go on in another protocol, and what it sends is for that one. */
  void beginTunnel(Exchange begun, boolean complete) {
    tunnelBytes = connection.newTunnel(this, output);
    if (complete) {
      tunnelBytes.dataEnds(true);
    }
    remoteEnded = complete;
    exchange = begun;
    if (!begun.begin(() -> {})) {
      exchangeOverIfSo();
    } else {
      dispatch();
    }
  }

  /** The request isn't even looked at: it gets a problem for an answer. */
  void refuse(Exchange begun, Problem problem, boolean complete, long now) {
    exchange = begun;
    remoteEnded = complete;
    if (!complete) {
      input =
          new StreamInput(
              begun,
              null,
              RequestFields.UNDECLARED,
              connection.limits().streamWindow(),
              paceOfRest(now));
    }
    begun.refuse(problem);
    exchangeOverIfSo();
  }

  /** What nobody waits for may take as long as the door says, whatever the route does. */
  private BodyPace paceOfRest(long now) {
    return new BodyPace(exchange().paceOfRest(), connection.line(), now);
  }

  private void dispatch() {
    if (!dispatched) {
      dispatched = true;
      exchange().dispatch();
    }
  }

  /** A DATA frame begins. Says what is wrong with it, or null. */
  @Nullable ErrorCode dataBegins(int flowBytes, int dataBytes, boolean ends) {
    TunnelStream bytes = tunnelBytes;
    if (bytes != null && !remoteEnded) {
      return bytes.begins(flowBytes) ? null : ErrorCode.FLOW_CONTROL_ERROR;
    }
    StreamInput taking = input;
    if (remoteEnded || taking == null) {
      return ErrorCode.STREAM_CLOSED;
    }
    wire.bodyComes();
    return taking.begins(flowBytes, dataBytes, ends);
  }

  void data(LentBytes part) {
    if (tunnelBytes != null && !closed) {
      tunnelBytes.data(part);
    } else if (input != null && !closed) {
      input.data(part, now());
    }
  }

  /** A DATA frame is complete: the client gets credit, or is done. */
  void dataEnds(boolean ends) {
    if (closed) {
      return;
    }
    TunnelStream bytes = tunnelBytes;
    if (bytes != null) {
      remoteEnded = ends;
      bytes.dataEnds(ends);
      closeIfDone();
    } else if (ends) {
      requestEnds(Headers.empty());
    } else {
      giveCredit();
      closeIfDone();
    }
  }

  /** The trailers came. Says what is wrong with them, or null. */
  @Nullable ErrorCode trailers(Headers fields) {
    StreamInput taking = input;
    if (remoteEnded || taking == null) {
      return ErrorCode.STREAM_CLOSED;
    }
    if (!taking.mayEnd()) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    requestEnds(fields);
    return null;
  }

  boolean isRemoteEnded() {
    return remoteEnded;
  }

  private void requestEnds(Headers trailers) {
    remoteEnded = true;
    StreamInput taken = input;
    if (taken != null) {
      taken.ends(trailers, now());
      if (!over && exchange().needsWholeBody()) {
        dispatch();
      }
    }
    closeIfDone();
  }

  /** The reader has taken some of the body. */
  private void bodyRead() {
    if (!closed && !remoteEnded) {
      giveCredit();
    }
  }

  private void giveCredit() {
    StreamInput taking = input;
    int credit = taking == null || over ? 0 : taking.takeCredit(now());
    if (credit > 0) {
      connection.widen(id, credit);
    }
  }

  // ---- The end, on the loop.

  /** The answer is complete. */
  void outputEnded() {
    closeIfDone();
  }

  /** The exchange is over. */
  void exchangeOver() {
    over = true;
    StreamInput taking = input;
    if (taking != null && !remoteEnded && !closed) {
      taking.dropRest(paceOfRest(now()), now());
    }
    closeIfDone();
    connection.look(this);
  }

  /** An exchange that was answered at once told so before it was known here. */
  private void exchangeOverIfSo() {
    if (over) {
      closeIfDone();
    }
  }

  private void closeIfDone() {
    if (closed || !output.isEnded() || exchange == null) {
      return;
    }
    if (remoteEnded) {
      close();
    } else if (over && tunnel == null && (input == null || input.isOverrun())) {
      // RFC 9113, section 8.1: the answer is complete, and the rest of the request isn't wanted.
      // Not behind a tunnel's last bytes, which a reset may cost the client: see tunnelClosed().
      reset(ErrorCode.NO_ERROR);
    }
  }

  /** This side ends the stream. */
  void reset(ErrorCode code) {
    if (!closed) {
      connection.writeReset(id, code);
      end(new ClientGoneException("The stream was reset by the server: " + code, null));
    }
  }

  /** The client has ended the stream, or the connection is gone. */
  void end(ClientGoneException gone) {
    if (closed) {
      return;
    }
    wire.lost(gone);
    close();
    TunnelStream bytes = tunnelBytes;
    if (bytes != null) {
      bytes.lost(CloseCause.peerReset(gone));
    }
    if (!over) {
      exchange().clientGone(gone);
    }
  }

  /** The protocol that took the stream over is done with it, and has given the client its time. */
  void tunnelClosed(ErrorCode code) {
    if (!output.isEnded() || !remoteEnded) {
      reset(code);
    }
  }

  /** The server shuts down; whoever took the stream over is told. */
  void drain() {
    if (tunnel != null) {
      tunnel.drain();
    }
  }

  private void close() {
    closed = true;
    output.drop();
    wire.close();
    if (input != null) {
      input.close(now());
    }
    connection.closed(this);
  }

  /** Whether it has ended before its time. */
  boolean isCut() {
    return wire.lost() != null;
  }

  boolean isClosed() {
    return closed;
  }

  // ---- Time, on the loop.

  /**
   * Looks at all times of the stream.
   *
   * @return after how many nanoseconds to look again, or {@link Long#MAX_VALUE}
   */
  long checkTime(long now) {
    long again = over ? Long.MAX_VALUE : exchange().checkTime(now);
    if (closed) {
      return Long.MAX_VALUE;
    }
    StreamInput taking = input;
    if (taking != null && !remoteEnded && (over || !taking.hasFailed())) {
      long left = taking.dueIn(isHeldBack(), now);
      if (left <= 0) {
        tooSlow(taking, now);
        return again;
      }
      again = Math.min(again, left);
    }
    if (output.isWaiting()) {
      long left = output.lastProgress() + connection.limits().progressNanos() - now;
      if (left <= 0) {
        reset(ErrorCode.CANCEL);
        return Long.MAX_VALUE;
      }
      again = Math.min(again, left);
    }
    return again;
  }

  /** Whether the client is kept from sending by more than the stream's window. */
  private boolean isHeldBack() {
    return connection.isReadingPaused() || (!over && wire.awaitsContinue());
  }

  private void tooSlow(StreamInput taking, long now) {
    if (over) {
      reset(ErrorCode.NO_ERROR); // the answer is complete
    } else {
      taking.fail(taking.tooSlow(now), now);
    }
  }

  private long now() {
    return connection.now();
  }

  // ---- Another protocol.

  /** The exchange's answer is another protocol. */
  void upgrade(ResponseHead head, Protocol.StreamOpener successor, UpgradeOutcome outcome) {
    TunnelStream bytes = Objects.requireNonNull(tunnelBytes, "No other protocol was asked for");
    if (closed) {
      outcome.told(0, wire.lost());
      return;
    }
    wire.drainOutbox();
    // RFC 8441, section 5: what is a 101 in HTTP/1.1 is a 200 here.
    output.head(new ResponseHead(OK, head.headers(), null, -1, false, false), false);
    Tunnel started = connection.tunnel(bytes);
    tunnel = started;
    outcome.told(OK, null);
    started.start(successor, connection.isDraining());
  }

  /** Gives the client of a tunnel credit. */
  void widen(int increment) {
    if (!closed && !remoteEnded) {
      connection.widen(id, increment);
    }
  }

  /** Lets streams send. */
  void pump() {
    connection.pump();
  }

  /** Bytes of the answer's body were framed. */
  void framed(int bytes) {
    wire.framed(bytes);
    if (tunnelBytes != null) {
      tunnelBytes.framed();
    }
  }
}
