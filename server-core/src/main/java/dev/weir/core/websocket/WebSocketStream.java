package dev.weir.core.websocket;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.core.stream.LoopCalls;
import dev.weir.core.stream.StreamEnds;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of a WebSocket: frames to messages, pings, backpressure, and the close handshake
 * (RFC 6455, sections 5.5 and 7). On the event loop, but for the methods that say otherwise.
 *
 * <p><b>Ends.</b> A close frame of the client is answered once what came before it is handled; one
 * of this side leaves after what was sent, and then the client's is awaited. Either way, {@link
 * Limits#CLOSE_TIMEOUT} bounds it. What isn't a WebSocket's is answered by a close frame and the
 * end.
 */
final class WebSocketStream implements ProtocolHandler, MessageReader.Target {
  private static final Logger LOGGER = LoggerFactory.getLogger(WebSocketStream.class);

  // Why reading is paused; bits.
  private static final int QUEUE = 1;
  private static final int OUTPUT = 2;

  private final ByteStream stream;
  private final EventLoop loop;
  private final ContentlessFrames contentless;
  private final MessageReader reader;
  private final WebSocketOutput output;
  private final WebSocketView view;
  private final MessageRunner runner;
  private final WebSocketTimer timer;

  private int pauses;
  private boolean inputOver;
  private boolean drainWanted;
  private @Nullable Bytes unsentPong;

  /** The first close frame, or what ended it without one. */
  private final AtomicReference<@Nullable WebSocketEnd> end = new AtomicReference<>();

  /** Whether the loop is to hear of it when the handler has nothing to do. */
  private volatile boolean awaitsIdle;

  private volatile boolean closed;

  WebSocketStream(ProtocolContext context, Opening opening) {
    this.stream = context.stream();
    this.loop = stream.loop();
    Limits limits = opening.setup().limits();
    int mostContentless = limits.get(Limits.MAX_WEBSOCKET_CONTROL_FRAMES);
    this.contentless = new ContentlessFrames(mostContentless, loop::nanoTime);
    long maxMessage = limits.get(Limits.MAX_MESSAGE);
    GatheredBytes gathered = opening.setup().work().gathered();
    this.reader =
        new MessageReader(maxMessage, opening.deflation(), contentless, gathered.account());
    this.output = new WebSocketOutput(stream, opening.deflation());
    Inbox inbox =
        new Inbox(
            stream.loop().offLoop(),
            limits.get(Limits.READ_AHEAD),
            gathered.account(),
            this::roomAgain,
            this::idleAgain);
    this.view = new WebSocketView(this, stream, opening, output, inbox);
    boolean inline =
        opening.use() instanceof WebSocketPlan.Messages
            && opening.setup().dispatch() == Dispatch.EVENT_LOOP;
    this.runner =
        inline
            ? new InlineMessages(this, (WebSocketPlan.Messages) opening.use())
            : new QueuedMessages(this, opening.use(), opening.setup(), inbox);
    this.timer = new WebSocketTimer(this, limits);
  }

  static WebSocketMessageHandler handlerOf(WebSocketPlan.Messages use, WebSocket socket) {
    WebSocketMessageHandler made = use.sessions().apply(socket);
    if (made == null) {
      throw new IllegalStateException("The function given to sessions() made no handler");
    }
    return made;
  }

  /** Lets the handler begin: not before the stream is this WebSocket's, as it may want to send. */
  void start() {
    if (closed) {
      return;
    }
    if (runner.admits(view.request().remoteAddress())) {
      runner.start();
    } else {
      String reason = "Too many requests of this client are being handled";
      fail(WebSocketEnd.TRY_AGAIN_LATER, reason, new IOException(reason));
    }
  }

  // ---- Input.

  @Override
  public int input(LentBytes input) {
    timer.touched();
    int needed = 0;
    if (!inputOver) {
      try {
        needed = reader.read(input, this);
      } catch (WebSocketException e) {
        LOGGER.debug("{} is closed: {}", view, e.getMessage());
        refuse(e.code(), String.valueOf(e.getMessage()), e);
      }
    }
    if (inputOver) {
      input.skip(input.remaining());
    }
    runner.batchEnded();
    return pauses == 0 ? needed : 0;
  }

  @Override
  public boolean message(WebSocketMessage message) {
    if (end.get() == null && !runner.accept(message)) {
      pause(QUEUE);
    }
    return pauses == 0 && !inputOver;
  }

  @Override
  public void ping(Bytes payload) {
    // Section 5.5.3: of several pings the last needs an answer only, so none waits behind another.
    if (stream.isWritable()) {
      output.sendControl(Opcode.PONG, payload);
    } else {
      unsentPong = payload;
    }
  }

  @Override
  public void close(int code, String reason) {
    endInput();
    end.compareAndSet(null, new WebSocketEnd(code, reason, null));
    if (output.isClosed()) {
      stream.close(); // this was the answer
      return;
    }
    runner.inputOver();
    timer.closing();
    awaitIdle();
  }

  @Override
  public void inputEnded(LentBytes rest) {
    rest.skip(rest.remaining());
    if (inputOver) {
      return;
    }
    endInput();
    EOFException lost = new EOFException("The client ended the connection without a close frame");
    if (end.compareAndSet(null, new WebSocketEnd(WebSocketEnd.ABNORMAL, "", lost))) {
      runner.inputLost(lost);
    }
    closeNow();
  }

  /** What comes from now on is dropped. */
  private void endInput() {
    inputOver = true;
    reader.release();
  }

  private void pause(int reason) {
    pauses |= reason;
    stream.pauseReading();
  }

  private void resume(int reason) {
    if ((pauses & reason) != 0) {
      pauses &= ~reason;
      if (pauses == 0 && !closed) {
        timer.touched();
        stream.resumeReading();
      }
    }
  }

  private void roomAgain() {
    LoopCalls.run(loop, () -> resume(QUEUE));
  }

  // ---- Output.

  /** The handler has sent on the loop, where it can't wait: then the client waits. */
  void wroteOnLoop() {
    if (!stream.isWritable() && !inputOver) {
      pause(OUTPUT);
    }
  }

  @Override
  public void writable() {
    Bytes pong = unsentPong;
    if (pong != null) {
      unsentPong = null;
      output.sendControl(Opcode.PONG, pong);
    }
    view.writable();
    resume(OUTPUT);
  }

  // ---- Ends.

  /** This side wants to close. Any thread. */
  void closeRequested(int code, String reason) {
    WebSocketEnd own = new WebSocketEnd(code, reason, null);
    WebSocketEnd first = end.compareAndExchange(null, own);
    // A handler that returns as the client closes doesn't outrun the answer, which has its code.
    if (sendClose(first != null && isAnswered(first) ? first : own)) {
      view.noMoreSends(new IOException("The WebSocket was closed by this side"));
      LoopCalls.run(loop, this::closeSent);
    }
  }

  /** Whether the client is told of its own close frame, or of what was wrong with another frame. */
  private static boolean isAnswered(WebSocketEnd how) {
    return how.failure() == null || how.failure() instanceof WebSocketException;
  }

  private boolean sendClose(WebSocketEnd how) {
    return output.sendClose(how.code(), how.failure() == null ? how.reason() : "");
  }

  private void closeSent() {
    if (closed) {
      return;
    }
    if (inputOver) {
      stream.close(); // the client had closed before
      return;
    }
    runner.inputOver();
    timer.closing();
    pauses = 0;
    stream.resumeReading(); // what comes is dropped, up to the client's close frame
  }

  /** Ends it for a reason that the client is told, without waiting for its answer. */
  void fail(int code, String reason, Throwable failure) {
    end.compareAndSet(null, new WebSocketEnd(code, reason, failure));
    endInput();
    runner.inputLost(new IOException(String.valueOf(failure.getMessage()), failure));
    output.sendClose(code, reason);
    closeNow();
  }

  /** What came isn't a WebSocket's. What came before it is handled, and answered, first. */
  private void refuse(int code, String reason, WebSocketException why) {
    end.compareAndSet(null, new WebSocketEnd(code, reason, why));
    endInput();
    runner.inputLost(new IOException(reason, why));
    if (output.isClosed()) {
      closeNow();
      return;
    }
    runner.batchEnded();
    timer.closing();
    awaitIdle();
  }

  private void closeNow() {
    view.noMoreSends(new IOException("The WebSocket has ended"));
    output.end();
    stream.close();
  }

  /** The handler threw. */
  void handlerFailed(Throwable failure) {
    if (failure instanceof InterruptedException || failure instanceof InterruptedIOException) {
      LOGGER.info("{} is closed: its handler was interrupted", view);
    } else if (output.isClosed() && failure instanceof IOException) {
      LOGGER.debug("The handler of {} met its end", view, failure);
    } else {
      LOGGER.error("{} is closed: its handler failed", view, failure);
    }
    fail(WebSocketEnd.INTERNAL_ERROR, "", failure);
  }

  /** As {@link #handlerFailed}, any thread. */
  void handlerFailedOffLoop(Throwable failure) {
    LoopCalls.run(loop, () -> handlerFailed(failure));
  }

  private void awaitIdle() {
    awaitsIdle = true; // before the look, as who gets idle looks after it is
    if (!runner.isBusy()) {
      nowIdle();
    }
  }

  private void idleAgain() {
    if (awaitsIdle) {
      LoopCalls.run(loop, this::lookIfIdle);
    }
  }

  /** A message may have come since: then its handler is awaited, too. */
  private void lookIfIdle() {
    if (awaitsIdle && !runner.isBusy()) {
      nowIdle();
    }
  }

  /** What had come is handled, or there is no more time for it. */
  private void nowIdle() {
    awaitsIdle = false;
    WebSocketEnd how = end.get();
    if (closed || output.isClosed()) {
      return;
    }
    if (inputOver && how != null) {
      view.noMoreSends(new IOException("The client has closed the WebSocket"));
      output.sendClose(how.code(), how.failure() == null ? "" : how.reason());
      stream.close();
    } else if (drainWanted) {
      closeRequested(WebSocketEnd.GOING_AWAY, "The server shuts down");
    }
  }

  @Override
  public void drain() {
    if (!drainWanted && !closed && !output.isClosed() && !inputOver) {
      drainWanted = true;
      timer.closing();
      awaitIdle();
    }
  }

  /** The time for closing is over. */
  void closingTookTooLong() {
    if (output.isClosed()) {
      stream.abort(CloseCause.TIMED_OUT);
    } else {
      nowIdle(); // though it isn't
      timer.closing();
    }
  }

  @Override
  public void closed(CloseCause cause) {
    closed = true;
    timer.cancel();
    IOException why = StreamEnds.toException(cause);
    // Before the handler wakes, and closes what it has lost.
    end.compareAndSet(null, new WebSocketEnd(WebSocketEnd.ABNORMAL, "", why));
    view.noMoreSends(why);
    output.end();
    runner.ended(why);
    reader.release();
    view.ended(Objects.requireNonNull(end.get()));
  }

  /** Ends it at once. Any thread. */
  void abort(CloseCause cause) {
    stream.abort(cause);
  }

  // ---- What the parts of it look at.

  WebSocketView view() {
    return view;
  }

  EventLoop loop() {
    return loop;
  }

  /** Whether nothing may come: then the client isn't to blame for that. */
  boolean isPaused() {
    return pauses != 0 || inputOver;
  }

  /** Whether the rest of a message is awaited. */
  boolean isInMessage() {
    return reader.isInMessage();
  }

  void sendPing() {
    contentless.pinged();
    output.sendControl(Opcode.PING, Bytes.empty());
  }
}
