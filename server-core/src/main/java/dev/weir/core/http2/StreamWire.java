package dev.weir.core.http2;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.http.ExchangeWire;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Headers;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange answers on its stream, from any thread. On the loop it goes straight to the
 * output; elsewhere by the outbox, since HTTP/2's output has one owner.
 */
final class StreamWire implements ExchangeWire {
  private final Http2Stream stream;
  private final Http2Handler connection;
  private final StreamOutput output;
  private final Outbox outbox = new Outbox();
  private final AtomicBoolean continueAwaited = new AtomicBoolean();

  private volatile @Nullable BodyGate gate;
  private volatile @Nullable ClientGoneException lost;

  // Of the thread that answers.
  private boolean committed;

  StreamWire(Http2Stream stream, Http2Handler connection, StreamOutput output) {
    this.stream = stream;
    this.connection = connection;
    this.output = output;
  }

  // ---- The loop's side.

  /** The client waits for a 100 before it sends the body. */
  void awaitContinue() {
    continueAwaited.set(true);
  }

  /** The body comes without waiting for a 100. */
  void bodyComes() {
    continueAwaited.setRelease(false);
  }

  boolean awaitsContinue() {
    return continueAwaited.get();
  }

  /** The stream ends before its time: whoever writes is told. */
  void lost(ClientGoneException gone) {
    lost = gone;
    BodyGate waits = gate;
    if (waits != null) {
      waits.closed(gone);
    }
  }

  /** Nothing is sent from now on. */
  void close() {
    outbox.close();
  }

  /** Bytes of the body were framed. */
  void framed(int bytes) {
    BodyGate waits = gate;
    if (waits != null) {
      waits.sent(bytes);
    }
  }

  /** Takes what other threads have left. */
  void drainOutbox() {
    if (outbox.isQueued()) {
      outbox.drainTo(stream, output);
    }
  }

  // ---- The exchange's side.

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public ConnectionInfo info() {
    return connection.info();
  }

  @Override
  public ClientPlaces.Client client() {
    return connection.client();
  }

  @Override
  public boolean sendsFiles() {
    return false;
  }

  @Override
  public void bodyWanted() {
    if (committed || !continueAwaited.get() || !continueAwaited.compareAndSet(true, false)) {
      return;
    }
    if (loop().inLoop()) {
      drainOutbox();
      output.goOn();
    } else if (outbox.goOn()) {
      connection.wake(stream);
    }
  }

  @Override
  public void interim(int status, Headers fields) {
    if (loop().inLoop()) {
      drainOutbox();
      output.interim(status, fields);
      connection.pump();
    } else if (outbox.interim(status, fields)) {
      connection.wake(stream);
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
        connection.wake(stream);
      }
    }
  }

  @Override
  public void upgrade(ResponseHead head, Protocol.StreamOpener successor, UpgradeOutcome outcome) {
    committed = true;
    if (!connection.onLoop(() -> stream.upgrade(head, successor, outcome))) {
      outcome.told(0, new ClientGoneException("The server has ended", null));
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
      connection.wake(stream);
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
      connection.wake(stream);
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
      stream.exchangeOver();
    } else if (outbox.over()) {
      connection.wake(stream);
    }
  }
}
