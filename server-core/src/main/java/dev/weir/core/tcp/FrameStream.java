package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.core.stream.Activity;
import dev.weir.core.stream.CoarseClock;
import dev.weir.core.stream.LoopCalls;
import dev.weir.core.stream.StreamEnds;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.tcp.FrameDecoder;
import dev.weir.tcp.FrameException;
import dev.weir.tcp.SessionEnd;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of a session: bytes to frames, backpressure, ends. On the event loop, but for the
 * methods that say otherwise.
 *
 * <p><b>Backpressure.</b> Reading pauses while frames enough wait for the handler, while the
 * handler on the loop has sent more than the peer takes, and for good once {@link #stop} was
 * called. What is held then is the bound of the queue and what the stream holds.
 *
 * <p><b>Ends.</b> Whatever ends the session in order (the peer's FIN, a malformed frame, idling,
 * shutdown) stops the input; the frames that came before are handled, and then the stream is closed
 * after its output. Only a reset, an abort and the cut at shutdown are at once.
 */
final class FrameStream implements ProtocolHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(FrameStream.class);

  /** What a framing may add to the largest frame. */
  private static final int FRAMING_BYTES = 64 << 10;

  // Why reading is paused; bits.
  private static final int QUEUE = 1;
  private static final int OUTPUT = 2;
  private static final int STOPPED = 4;

  private final ByteStream stream;
  private final EventLoop loop;
  private final FrameDoor door;
  private final CoarseClock clock;
  private final Activity activity;
  private final FrameSession session;
  private final FrameDecoder decoder;
  private final FrameRunner runner;
  private final FrameTimer timer;

  private int pauses;
  private int held;
  private boolean incomplete;
  private boolean lastFrame;
  private @Nullable FrameDrain drain;
  private @Nullable SessionEnd end;
  private volatile boolean stopping;
  private volatile boolean closed;

  FrameStream(ProtocolContext context, FrameDoor door) {
    this.stream = context.stream();
    this.loop = stream.loop();
    this.door = door;
    this.clock = door.clocks().of(loop);
    clock.use();
    this.activity = new Activity(loop, clock);
    this.session = new FrameSession(context.connection(), this, stream, door, activity);
    this.decoder = door.framing().newDecoder();
    this.runner =
        door.dispatch() == Dispatch.EVENT_LOOP
            ? new InlineFrames(this, door)
            : new FrameActor(this, door);
    this.timer = new FrameTimer(this, door, activity);
    stream.maxHeld((int) Math.min(Integer.MAX_VALUE, door.maxFrame() + FRAMING_BYTES));
  }

  /** Makes the session's own handler before its first frame: it may be the server that starts. */
  void start() {
    if (!closed && (pauses & STOPPED) == 0) {
      runner.start();
      stopIfIdle();
    }
  }

  // ---- Input.

  @Override
  public int input(LentBytes input) {
    boolean fresh = input.remaining() > held;
    if (fresh) {
      activity.touch();
    }
    int needed = 0;
    incomplete = false;
    try {
      needed = decode(input);
    } catch (FrameException e) {
      door.faults().ended(session, e, loop.nanoTime());
      stop(new SessionEnd.Failed(e));
    } catch (RuntimeException e) {
      LOGGER.error("{} is ended: the decoder of {} failed", session, door.framing(), e);
      stop(new SessionEnd.Failed(e));
    }
    if ((pauses & STOPPED) != 0) {
      input.skip(input.remaining());
    }
    held = input.remaining();
    runner.batchEnded();
    timer.inputTaken(fresh);
    if (drain != null) {
      drain.inputTaken(fresh);
    }
    stopIfIdle();
    return needed;
  }

  private int decode(LentBytes input) throws FrameException {
    while (pauses == 0) {
      int before = input.remaining();
      Bytes frame = decoder.decode(input, door.maxFrame());
      if (frame == null) {
        incomplete = input.remaining() > 0;
        return incomplete ? decoder.needed() : 0;
      }
      if (input.remaining() == before) {
        throw new IllegalStateException("It gave a frame and took no byte for it");
      }
      if (!runner.accept(frame)) {
        pause(QUEUE);
      }
      if (lastFrame) {
        stop(new SessionEnd.Clean());
      }
    }
    return 0;
  }

  @Override
  public void inputEnded(LentBytes rest) {
    if (rest.remaining() == 0) {
      stop(new SessionEnd.Clean());
    } else {
      stop(new SessionEnd.Truncated(rest.remaining()));
      rest.skip(rest.remaining());
    }
    stopIfIdle();
  }

  private void pause(int reason) {
    if (pauses == 0 && !closed) {
      stream.pauseReading();
    }
    pauses |= reason;
  }

  private void resume(int reason) {
    if ((pauses & reason) != 0) {
      pauses &= ~reason;
      if (pauses == 0 && !closed) {
        timer.resumed();
        if (drain != null) {
          drain.resumed();
        }
        stream.resumeReading();
      }
    }
  }

  /** There is room in the queue again. Any thread. */
  void queueDrained() {
    LoopCalls.run(loop, () -> resume(QUEUE));
  }

  // ---- Output.

  /** The handler has sent on the loop, where it can't wait: then the peer waits. */
  void wroteOnLoop() {
    if (!stream.isWritable()) {
      pause(OUTPUT);
    }
  }

  @Override
  public void writable() {
    session.writable();
    resume(OUTPUT);
  }

  // ---- Ends.

  /** No more input; the session ends once what has come is handled. */
  void stop(SessionEnd how) {
    if ((pauses & STOPPED) == 0) {
      end = how;
      pause(STOPPED);
      // Before the look whether the runner is idle, which looks the other way round.
      stopping = true;
    }
  }

  private void stopIfIdle() {
    if ((pauses & STOPPED) != 0 && runner.isIdle() && !closed) {
      session.noMoreSends(new IOException("The session has ended"));
      stream.close(activity.surelyQuietNanos());
    }
  }

  /** Nothing runs and nothing waits. Any thread. */
  void runnerIdle() {
    if (stopping) {
      LoopCalls.run(loop, this::stopIfIdle);
    }
  }

  /** The handler threw. */
  void handlerFailed(Throwable failure) {
    report(failure);
    runner.drop();
    if (end == null || end instanceof SessionEnd.Clean) {
      stop(new SessionEnd.Failed(failure));
    }
    stopIfIdle();
  }

  /** As {@link #handlerFailed}, any thread. */
  void handlerFailedOffLoop(Throwable failure) {
    LoopCalls.run(loop, () -> handlerFailed(failure));
  }

  private void report(Throwable failure) {
    if (failure instanceof UndecodableMessageException undecodable) {
      door.faults().ended(session, undecodable, loop.nanoTime());
    } else if (failure instanceof InterruptedException
        || failure instanceof InterruptedIOException) {
      LOGGER.info("{} is ended: its handler was interrupted", session);
    } else if (!session.isOpen() && failure instanceof IOException) {
      LOGGER.debug("The handler of {} met its end", session, failure);
    } else {
      LOGGER.error("{} is ended: its handler failed", session, failure);
    }
  }

  /** The handler, or whoever knows the session, wants it closed after its output. Any thread. */
  void closeRequested() {
    runner.drop();
    LoopCalls.run(
        loop,
        () -> {
          stop(new SessionEnd.Clean());
          stream.close();
        });
  }

  /** Ends it at once. Any thread. */
  void abort(CloseCause cause) {
    stream.abort(cause);
  }

  /** A time was over. */
  void timedOut(IOException why) {
    LOGGER.debug("{} is closed: {}", session, why.getMessage());
    stop(new SessionEnd.Failed(why));
    stopIfIdle();
  }

  @Override
  public void drain() {
    if ((pauses & STOPPED) == 0 && drain == null && !closed) {
      drain = new FrameDrain(this);
    }
  }

  /** At shutdown, all that the peer had sent has come; a frame that has begun may be finished. */
  void drained() {
    if (isAwaitingRest()) {
      lastFrame = true;
    } else {
      stop(new SessionEnd.Clean());
      stopIfIdle();
    }
  }

  @Override
  public void closed(CloseCause cause) {
    closed = true;
    timer.cancel();
    if (drain != null) {
      drain.cancel();
    }
    clock.release();
    runner.drop();
    IOException why = StreamEnds.toException(cause);
    session.noMoreSends(why);
    session.ended(endBy(cause, why));
  }

  private SessionEnd endBy(CloseCause cause, IOException why) {
    if (end != null && !(end instanceof SessionEnd.Clean)) {
      return end;
    }
    return cause.kind() == CloseCause.Kind.FINISHED
        ? new SessionEnd.Clean()
        : new SessionEnd.Failed(why);
  }

  // ---- What the parts of it look at.

  FrameSession session() {
    return session;
  }

  EventLoop loop() {
    return loop;
  }

  /** Whether the stream has ended. Any thread. */
  boolean isClosed() {
    return closed;
  }

  boolean isPaused() {
    return pauses != 0;
  }

  /** Whether the rest of a frame is awaited from the peer. */
  boolean isAwaitingRest() {
    return incomplete && pauses == 0;
  }

  /** Whether the session waits for the peer, and for nothing else. */
  boolean isQuiet() {
    return pauses == 0 && runner.isIdle() && stream.pendingBytes() == 0;
  }

  /** Has what is held delivered again, since the stream keeps it back until enough has come. */
  void look() {
    stream.resumeReading();
  }
}
