package dev.weir.core.http2;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeWire;
import dev.weir.core.http.InboundBody;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Headers;
import dev.weir.http.Problem;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>The exchange calls it from any thread. On the loop it goes straight to the output; elsewhere
 * by the outbox, since HTTP/2's output has one owner.
 */
final class Http2Stream implements ExchangeWire {
  private final Http2Handler connection;
  private final int id;
  private final StreamOutput output;
  private final Outbox outbox = new Outbox();

  // On the loop. The exchange is set right after construction.
  private @Nullable Exchange exchange;
  private @Nullable StreamInput input;
  private @Nullable AtomicBoolean continueAwaited;
  private boolean remoteEnded;
  private boolean dispatched;
  private boolean over;
  private boolean closed;

  private volatile @Nullable BodyGate gate;
  private volatile @Nullable ClientGoneException lost;

  // Of the thread that answers.
  private boolean committed;

  Http2Stream(Http2Handler connection, int id, ConnectionOutput output, int window) {
    this.connection = connection;
    this.id = id;
    this.output = new StreamOutput(this, output, window);
  }

  int id() {
    return id;
  }

  StreamOutput output() {
    return output;
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
      continueAwaited = new AtomicBoolean(true);
    }
    InboundBody body = begun.begin(this::bodyRead);
    if (!complete) {
      input =
          new StreamInput(
              begun, body, declared, connection.limits().streamWindow(), head.receivedNanos());
    }
    if (body == null) {
      exchangeOverIfSo();
    } else if (head.bodyLength() == 0 || !begun.needsWholeBody()) {
      dispatch();
    } else {
      bodyWanted();
    }
  }

  /** The request isn't even looked at: it gets a problem for an answer. */
  void refuse(Exchange begun, Problem problem, boolean complete, long now) {
    exchange = begun;
    remoteEnded = complete;
    if (!complete) {
      input =
          new StreamInput(
              begun, null, RequestFields.UNDECLARED, connection.limits().streamWindow(), now);
    }
    begun.refuse(problem);
    exchangeOverIfSo();
  }

  private void dispatch() {
    if (!dispatched) {
      dispatched = true;
      exchange().dispatch();
    }
  }

  /** A DATA frame begins. Says what is wrong with it, or null. */
  @Nullable ErrorCode dataBegins(int flowBytes, int dataBytes, boolean ends) {
    StreamInput taking = input;
    if (remoteEnded || taking == null) {
      return ErrorCode.STREAM_CLOSED;
    }
    AtomicBoolean awaited = continueAwaited;
    if (awaited != null) {
      awaited.set(false);
    }
    return taking.begins(flowBytes, dataBytes, ends);
  }

  void data(LentBytes part) {
    if (input != null && !closed) {
      input.data(part, now());
    }
  }

  /** A DATA frame is complete: the client gets credit, or is done. */
  void dataEnds(boolean ends) {
    if (closed) {
      return;
    }
    if (ends) {
      requestEnds(Headers.empty());
    } else {
      giveCredit();
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
      taken.ends(trailers);
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
    closeIfDone();
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
    } else if (over && input != null && !input.fitsWindow()) {
      // RFC 9113, section 8.1: the answer is complete, and the rest of the request isn't wanted.
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
    lost = gone;
    close();
    BodyGate waits = gate;
    if (waits != null) {
      waits.closed(gone);
    }
    if (!over) {
      exchange().clientGone(gone);
    }
  }

  private void close() {
    closed = true;
    output.drop();
    outbox.close();
    connection.closed(this);
  }

  /** Whether it has ended before its time. Any thread. */
  boolean isCut() {
    return lost != null;
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
    if (taking != null && !remoteEnded && taking.isAwaited() && !awaitsContinue()) {
      long left = taking.lastNanos() + progressNanos() - now;
      if (left <= 0) {
        stalled(taking);
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

  private long progressNanos() {
    return over ? connection.limits().progressNanos() : exchange().progressNanos();
  }

  private void stalled(StreamInput taking) {
    if (over) {
      reset(ErrorCode.CANCEL);
    } else {
      taking.fail(Problem.of(408, "The body stalled"));
    }
  }

  private boolean awaitsContinue() {
    AtomicBoolean awaited = continueAwaited;
    return awaited != null && awaited.get();
  }

  private long now() {
    return loop().nanoTime();
  }

  // ---- The answer, on any thread.

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public boolean sendsFiles() {
    return false;
  }

  @Override
  public void bodyWanted() {
    AtomicBoolean awaited = continueAwaited;
    if (awaited == null || committed || !awaited.compareAndSet(true, false)) {
      return;
    }
    if (loop().inLoop()) {
      drainOutbox();
      output.goOn();
    } else if (outbox.goOn()) {
      connection.wake(this);
    }
  }

  @Override
  public OutputChain newOutput() {
    return connection.newOutput();
  }

  @Override
  public void send(ResponseHead head, Bytes body) {
    committed = true;
    if (loop().inLoop()) {
      drainOutbox();
      output.whole(head, body);
      connection.pump();
    } else {
      outbox.answer(head, body);
    }
  }

  @Override
  public void send(ResponseHead head, OutputChain body, Headers trailers) {
    committed = true;
    if (loop().inLoop()) {
      drainOutbox();
      output.head(head, body.isEmpty() && trailers.size() == 0);
      output.append(body);
      output.end(trailers);
      output.flush();
      connection.pump();
    } else {
      outbox.open(head);
      outbox.end(trailers);
      if (outbox.data(body)) {
        connection.wake(this);
      }
    }
  }

  @Override
  public void open(ResponseHead head) {
    gate = new BodyGate(loop(), connection.limits().maxPending());
    ClientGoneException gone = lost; // set before or after the gate: either way it is told
    if (gone != null) {
      Objects.requireNonNull(gate).closed(gone);
    }
    outbox.open(head);
  }

  @Override
  public void write(OutputChain part) throws IOException {
    BodyGate room = Objects.requireNonNull(gate, "open() comes first");
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("Interrupted before a part of the body was sent");
      }
      room.awaitRoom();
    } catch (IOException e) {
      part.release();
      // Who waits is interrupted too when the client goes; that it has gone says more than that.
      ClientGoneException gone = lost;
      throw gone == null ? e : new ClientGoneException(String.valueOf(gone.getMessage()), gone);
    }
    committed = true;
    room.add(part.size());
    if (outbox.data(part)) {
      connection.wake(this);
    }
  }

  @Override
  public void end(Headers trailers) {
    committed = true;
    outbox.end(trailers);
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void abort(Throwable cause) {
    if (outbox.fail()) {
      connection.wake(this);
    }
  }

  @Override
  public @Nullable Throwable lost() {
    return lost;
  }

  @Override
  public void over() {
    if (loop().inLoop()) {
      drainOutbox();
      exchangeOver();
    } else if (outbox.over()) {
      connection.wake(this);
    }
  }

  /** Bytes of the body were framed; on the loop. */
  void framed(int bytes) {
    BodyGate waits = gate;
    if (waits != null) {
      waits.sent(bytes);
    }
  }

  /** Takes what other threads have left; on the loop. */
  void drainOutbox() {
    if (outbox.isQueued()) {
      outbox.drainTo(this, output);
    }
  }
}
