package dev.weir.core.http1;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeWire;
import dev.weir.core.http.HttpDoor;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Headers;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's turn on an HTTP/1 connection. On the loop it writes to the stream's output;
 * elsewhere to a chain of its own, which it submits.
 */
final class Http1Wire extends SpareWires.Link implements ExchangeWire {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** The last head is kept with a spare one, up to this size in bytes. */
  private static final int MAX_SPARE_HEAD = 4 << 10;

  private static final VarHandle CONTINUE_AWAITED;

  static {
    try {
      CONTINUE_AWAITED =
          MethodHandles.lookup().findVarHandle(Http1Wire.class, "continueAwaited", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Exchange exchange;
  private @Nullable Http1Handler connection; // while it has a request
  private RequestFraming request;
  private volatile boolean continueAwaited;
  private @Nullable OutputChain ofLoop;

  // Of the thread that answers; the loop sees them once the turn is over.
  private Framing framing = Framing.NONE;
  private @Nullable OutputChain pending;
  private boolean committed;
  private boolean closesAfter;
  private boolean left;
  private boolean streamed;
  private @Nullable Http1Wire next;

  Http1Wire(HttpDoor door, Http1Handler connection, RequestFraming request, long receivedNanos) {
    this.connection = connection;
    this.request = request;
    this.exchange = new Exchange(door, this, request.head(), receivedNanos);
    expectContinue();
  }

  // ---- Another time.

  /** Whether it is over, and nobody but the loop has ever seen it. On the loop. */
  boolean isSpent() {
    return exchange.isOver() && exchange.isOfLoop();
  }

  /** Lets go of the connection, of a turn that is over. */
  void letGo() {
    connection = null;
    next = null;
    exchange.letGo();
  }

  /** Makes it another request's, after {@link #letGo}. On the loop. */
  void renew(Http1Handler nextConnection, RequestFraming nextRequest, long receivedNanos) {
    connection = nextConnection;
    request = nextRequest;
    framing = Framing.NONE;
    committed = false;
    closesAfter = false;
    left = false;
    exchange.renew(nextRequest.head(), receivedNanos);
    expectContinue();
  }

  /**
   * If the turn ended on this thread, with an answer in one piece to a request without a body,
   * neither the loop nor user code has anything that leads here, but what sees that it is over.
   */
  @Override
  public void left() {
    boolean large = request.octets().length > MAX_SPARE_HEAD;
    if (left && exchange.isOver() && exchange.body() == null && !streamed && !large) {
      LoopShare share = connection().share();
      letGo();
      share.giveBackOffLoop(this);
    }
  }

  private Http1Handler connection() {
    return Objects.requireNonNull(connection, "The turn is over");
  }

  private Http1Output output() {
    return connection().output();
  }

  private void expectContinue() {
    if (request.expectsContinue() != continueAwaited) {
      continueAwaited = request.expectsContinue();
    }
  }

  Exchange exchange() {
    return exchange;
  }

  /** Why it can't be served, or null. */
  @Nullable Problem refusal() {
    return request.refusal();
  }

  /** The length of the body, as {@link dev.weir.core.http.RequestHead#bodyLength} gives it. */
  long bodyLength() {
    return request.head().bodyLength();
  }

  // ---- Its turn.

  /** Whether others may be handled right behind it, on its thread. On the loop, once matched. */
  boolean mayBeFollowed() {
    return request.keepsAlive()
        && request.head().upgrades().isEmpty()
        && exchange.isOnVirtualThread();
  }

  /** Whether it may be handled right behind another. On the loop. */
  boolean mayFollow() {
    return refusal() == null && bodyLength() == 0 && mayBeFollowed();
  }

  /** How long the head is that it holds. */
  int headOctets() {
    return request.octets().length;
  }

  /** The turn is over already. Of the thread that answers. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  /** What is to be run next, on this thread. */
  void handOnTo(Http1Wire following) {
    next = following;
  }

  @Override
  public @Nullable Exchange next() {
    return next == null ? null : next.exchange();
  }

  ByteStream stream() {
    return output().stream();
  }

  /** Whether the client waits for a 100 still. Any thread. */
  boolean awaitsContinue() {
    return continueAwaited;
  }

  /** The body comes without waiting for a 100. */
  void bodyComes() {
    if (continueAwaited) {
      continueAwaited = false;
    }
  }

  /** Whether the connection ends after the answer. */
  boolean closesAfter() {
    return closesAfter;
  }

  @Override
  public EventLoop loop() {
    return output().stream().loop();
  }

  @Override
  public ConnectionInfo info() {
    return connection().info();
  }

  @Override
  public ClientPlaces.Client client() {
    return connection().client();
  }

  @Override
  public void bodyWanted() {
    if (continueAwaited && !committed && CONTINUE_AWAITED.compareAndSet(this, true, false)) {
      OutputChain out = output().begin();
      out.write(CONTINUE);
      output().submit(out);
    }
  }

  @Override
  public void interim(int status, Headers fields) {
    OutputChain out = output().begin();
    HeadEncoder.writeInterim(out, status, fields);
    output().submit(out);
  }

  @Override
  public FileChannel openFile(Path file) throws IOException {
    return output().stream().openFile(file);
  }

  @Override
  public OutputChain newOutput() {
    if (!loop().inLoop()) {
      return output().stream().newOutput();
    }
    // There an answer needs one at a time, and has sent it when it ends: the next can have it.
    OutputChain chain = ofLoop;
    if (chain == null) {
      chain = connection().share().newOutput();
      ofLoop = chain;
    }
    chain.release(); // whatever became of the one before, nothing of it goes to another client
    return chain;
  }

  @Override
  public void send(ResponseHead answer, Bytes body) {
    OutputChain out = output().begin();
    writeHead(out, answer, framing(answer, false), connection().leavesTooMuch());
    out.write(body);
    commitLast(out);
  }

  @Override
  public void send(ResponseHead answer, OutputChain body, Headers trailers) {
    OutputChain out = output().begin();
    framing = framing(answer, trailers.size() > 0);
    writeHead(out, answer, framing, connection().leavesTooMuch());
    if (framing == Framing.CHUNKED) {
      ChunkEncoder.writeChunk(out, body);
      ChunkEncoder.writeEnd(out, trailers);
    } else {
      out.append(body);
    }
    commitLast(out);
  }

  @Override
  public void open(ResponseHead answer) {
    streamed = true; // user code has something that leads here
    // The head waits for the first part: one system call less, and an early failure is a 500 still.
    OutputChain out = newOutput();
    framing = framing(answer, false);
    writeHead(out, answer, framing, false);
    pending = out;
  }

  @Override
  public void write(OutputChain part) throws IOException {
    try {
      requireUninterrupted();
      output().awaitRoom();
    } catch (IOException e) {
      part.release();
      // Who waits is interrupted too when the client goes; that it has gone says more than that.
      ClientGoneException gone = output().lost();
      throw gone == null ? e : new ClientGoneException(String.valueOf(gone.getMessage()), gone);
    }
    OutputChain out = takePending();
    if (framing == Framing.CHUNKED) {
      ChunkEncoder.writeChunk(out, part);
    } else {
      out.append(part);
    }
    commit(out);
  }

  /** The channels of the JDK close when an interrupted thread writes to them. */
  private static void requireUninterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted before a part of the body was sent");
    }
  }

  @Override
  public void end(Headers trailers) {
    OutputChain out = takePending();
    if (framing == Framing.CHUNKED) {
      ChunkEncoder.writeEnd(out, trailers);
    }
    commitLast(out);
  }

  @Override
  public void upgrade(
      ResponseHead answer, Protocol.StreamOpener successor, UpgradeOutcome outcome) {
    PendingUpgrade upgrade = new PendingUpgrade(this, answer, successor, outcome);
    Http1Handler upgraded = connection();
    if (loop().inLoop()) {
      upgraded.upgrade(upgrade);
    } else if (!upgraded.onLoop(() -> upgraded.upgrade(upgrade))) {
      outcome.told(0, new ClientGoneException("The server has ended", null));
    }
  }

  /** Writes a head after which nothing of HTTP comes. On the loop. */
  void switchProtocols(ResponseHead answer) {
    OutputChain out = output().stream().output();
    output().writeHead(out, answer, Framing.NONE, After.UNSAID);
    commit(out);
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void abort(Throwable cause) {
    closesAfter = true;
    output().stream().abort(CloseCause.failed(cause));
  }

  @Override
  public @Nullable ClientGoneException lost() {
    return output().lost();
  }

  @Override
  public void over() {
    OutputChain unsent = pending;
    if (unsent != null) {
      pending = null;
      unsent.release();
    }
    connection().turns().over(this);
  }

  private OutputChain takePending() {
    OutputChain out = pending;
    pending = null;
    return out == null ? newOutput() : out;
  }

  private void commit(OutputChain out) {
    committed = true;
    output().submit(out);
  }

  private void commitLast(OutputChain out) {
    committed = true;
    output().submitLast(out, !closesAfter && connection().turns().hasNext());
  }

  private Framing framing(ResponseHead answer, boolean trailed) {
    int status = answer.status();
    boolean chunks = request.head().version() == HttpVersion.HTTP_1_1;
    if (status == 204 || status == 304) {
      return Framing.NONE;
    }
    if (answer.length() >= 0 && !(trailed && chunks && answer.bodySent())) {
      return Framing.LENGTH;
    }
    if (!answer.bodySent()) {
      return Framing.NONE;
    }
    return chunks ? Framing.CHUNKED : Framing.CLOSE;
  }

  private void writeHead(OutputChain out, ResponseHead answer, Framing framed, boolean bodyLeft) {
    boolean closes =
        answer.last()
            || !request.keepsAlive()
            || bodyLeft
            || framed == Framing.CLOSE
            || connection().endsBehind();
    closesAfter = closes;
    After after = After.UNSAID;
    if (closes) {
      after = After.CLOSE;
    } else if (request.head().version() == HttpVersion.HTTP_1_0) {
      after = After.KEEP_ALIVE;
    }
    output().writeHead(out, answer, framed, after);
  }
}
