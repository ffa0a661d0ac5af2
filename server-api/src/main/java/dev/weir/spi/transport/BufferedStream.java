package dev.weir.spi.transport;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all transports' streams have in common: lending, left-overs, pauses, the ownership of
 * output, watermarks, lingering, and the one end. A transport adds the system calls.
 *
 * <p>This class is the way of a stream to its end, and where its parts meet: {@code StreamInput},
 * {@code StreamOutput}, {@code HandlerCalls} and {@code Linger}.
 *
 * <p><b>Input.</b> The transport calls {@link #received} and {@link #receivedEnd}. What the handler
 * leaves is kept in an array of this stream, which exists only as long as something is left.
 *
 * <p><b>Output has one owner at a time</b>: the loop, or a thread that found it free and whose
 * transport {@linkplain #writesOffLoop can write there}. Who finds it taken queues. While it is the
 * loop's, a {@link #turnEnded} is due: at the end of this {@linkplain #beginRead read} or turn, by
 * write interest, or by a task.
 *
 * <p><b>Calls.</b> The handler is never called from inside one of its calls; what it asks for there
 * takes effect after it.
 *
 * <p><b>Time.</b> Output that makes no progress for {@link Limits#PROGRESS_TIMEOUT} ends the
 * stream.
 */
@Preview
public abstract class BufferedStream implements ByteStream {
  /** Where this side stands on its way to the end. */
  private enum Phase {
    OPEN,
    /** Output ends after what is due; input goes on. */
    ENDING_OUTPUT,
    OUTPUT_ENDED,
    /** Close was asked for; output leaves, input is dropped. */
    CLOSING,
    /** FIN was sent; input is dropped until the peer's FIN or the limits. */
    LINGERING,
    CLOSED
  }

  private final TransportConnection connection;
  private final EventLoop loop;
  private final Limits limits;
  private final HandlerCalls calls = new HandlerCalls();
  private final StreamInput input;
  private final StreamOutput output;
  private Phase phase = Phase.OPEN;
  private boolean turnEndDue;
  private boolean reading;
  private @Nullable Linger linger; // once close was asked for

  /**
   * A stream that is open both ways. Made on the loop.
   *
   * @param segments where the loop's output gets its memory
   */
  protected BufferedStream(TransportConnection connection, SegmentPool segments, Limits limits) {
    this.connection = connection;
    this.loop = connection.loop();
    this.limits = limits;
    this.input = new StreamInput(this, calls);
    this.output = new StreamOutput(this, segments, limits);
  }

  @Override
  public TransportConnection connection() {
    return connection;
  }

  @Override
  public final EventLoop loop() {
    return loop;
  }

  // ---- What a transport provides.

  /**
   * Writes from the head of {@code chain} what the system takes now, and consumes it. On the loop;
   * also off it, one thread at a time, if {@link #writesOffLoop}. Not called again after {@link
   * #shutdownOutput}; a thread off the loop may be in it during {@link #closeChannel}.
   *
   * @throws IOException if the peer is gone; an {@link EOFException} if a file became too short
   */
  protected abstract void write(OutputChain chain) throws IOException;

  /**
   * Whether {@link #write} may be called off the loop, and is better called there now than on the
   * loop. Any thread.
   */
  protected boolean writesOffLoop() {
    return false;
  }

  /** Bytes that {@link #write} consumed and the system hasn't taken yet, where there are such. */
  protected long bytesInTransport() {
    return 0;
  }

  /** Turns reading from the system on or off. Only called on a change; it starts off. */
  protected abstract void readInterest(boolean wanted);

  /** Asks for {@link #turnEnded} when the system takes output again. Only called on a change. */
  protected abstract void writeInterest(boolean wanted);

  /**
   * Asks for one {@link #turnEnded} at the end of the loop's turn; asked for inside of {@link
   * #turnEnded}, it may come at the end of the next one. Not asked for during a {@linkplain
   * #beginRead read}.
   */
  protected abstract void turnEndWanted();

  /** Sends FIN. */
  protected abstract void shutdownOutput() throws IOException;

  /** Closes the channel; with {@code reset} so that the peer sees a reset. */
  protected abstract void closeChannel(boolean reset);

  /** The stream has ended and its handler knows; called once. */
  protected abstract void streamClosed(CloseCause cause);

  // ---- What a transport calls, on the loop, outside of a handler's call.

  /** Sets the first handler and starts reading. Nothing else is called before. */
  protected final void open(StreamHandler first) {
    calls.open(first);
    afterCall();
  }

  /**
   * A read begins. What it gives rise to leaves at its {@linkplain #endRead end}, and not behind
   * the reads of all others: the peer has it earlier, and the same warm memory serves the output of
   * one stream after another.
   */
  protected final void beginRead() {
    reading = true;
  }

  /** Sends what the read gave rise to. */
  protected final void endRead() {
    reading = false;
    if (turnEndDue) {
      turnEnded();
    }
  }

  /** Bytes came. They may be in an array that the transport uses again after this returns. */
  protected final void received(byte[] array, int from, int to) {
    if (phase != Phase.CLOSED) {
      input.received(array, from, to);
    }
  }

  /**
   * Bytes came to the system's own memory: what the handler sends back of them as they came isn't
   * copied, and leaves before this returns.
   */
  protected final void received(ReadMemory memory, int from, int to) {
    output.lend(memory);
    try {
      if (phase != Phase.CLOSED) {
        input.received(memory, from, to);
      }
      if (output.refersToLent()) {
        turnEnded();
      }
    } finally {
      output.endLend();
    }
  }

  /** The peer's FIN came. */
  protected final void receivedEnd() {
    if (phase == Phase.CLOSED || input.hasPeerEnded()) {
      return;
    }
    input.receivedEnd();
    if (phase == Phase.LINGERING) {
      terminate(CloseCause.FINISHED, false);
    }
  }

  /** A system call failed, or the peer reset the connection. */
  protected final void failed(CloseCause cause) {
    // Lingering, all that was due had left: how the peer goes then changes nothing.
    terminate(phase == Phase.LINGERING ? CloseCause.FINISHED : cause, true);
  }

  /** Whether the stream has ended. */
  protected final boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Whether {@link #close} was asked for, so that nobody wants input any more. */
  protected final boolean isClosing() {
    return dropsInput();
  }

  /** For how long nothing had been written when {@link #close} was called, in nanoseconds. */
  protected final long quietAtClose() {
    return linger == null ? 0 : linger.quietNanos();
  }

  /** The work at the end of a turn: deliveries that were asked for, then output. */
  protected final void turnEnded() {
    turnEndDue = false;
    if (phase != Phase.CLOSED) {
      input.redeliverIfDue();
    }
    if (phase != Phase.CLOSED) {
      flush();
    }
    if (phase != Phase.CLOSED && output.takeWritable()) {
      calls.writable();
      afterCall();
    }
  }

  private void flush() {
    if (output.flush(phase != Phase.OPEN)) {
      finishOutput();
    } else if (phase == Phase.CLOSING && output.hasEnded()) {
      linger(); // FIN left with a half-close
    }
  }

  // ---- For both sides.

  /** Asks for the end of the turn, once. */
  final void wantTurnEnd() {
    if (!turnEndDue && phase != Phase.CLOSED) {
      turnEndDue = true;
      if (!reading) {
        turnEndWanted();
      }
    }
  }

  /**
   * Lets take effect what was asked for inside a call.
   *
   * @return whether the stream is still open
   */
  final boolean afterCall() {
    CloseCause cause = calls.takePendingEnd();
    if (cause != null) {
      terminate(cause, true);
      return false;
    }
    input.updateInterest();
    return true;
  }

  // ---- Input.

  @Override
  public final void pauseReading() {
    input.pause();
  }

  @Override
  public final void resumeReading() {
    input.resume();
    wantTurnEnd();
  }

  @Override
  public final boolean isReadingPaused() {
    return input.isPaused();
  }

  @Override
  public final int maxHeld() {
    return input.maxHeld();
  }

  @Override
  public final void maxHeld(int bytes) {
    input.maxHeld(bytes);
  }

  @Override
  public final void handOver(StreamHandler successor) {
    calls.handOver(successor);
    input.handOver();
    wantTurnEnd();
  }

  // ---- Output.

  @Override
  public final OutputChain output() {
    wantTurnEnd();
    return phase == Phase.OPEN ? output.forLoop() : output.discarded();
  }

  @Override
  public final OutputChain newOutput() {
    return new OutputChain(SegmentPool.shared());
  }

  @Override
  public final boolean submit(OutputChain chain) {
    return output.submit(chain, null);
  }

  @Override
  public final boolean submit(OutputChain chain, Runnable ordered) {
    return output.submit(chain, ordered);
  }

  @Override
  public final long pendingBytes() {
    return output.pendingBytes();
  }

  @Override
  public final boolean isWritable() {
    return output.isWritable();
  }

  // ---- Ends.

  @Override
  public final void endOutput() {
    if (phase == Phase.OPEN) {
      phase = Phase.ENDING_OUTPUT;
      wantTurnEnd();
    }
  }

  @Override
  public final void close() {
    close(0);
  }

  @Override
  public final void close(long quietNanos) {
    if (phase.compareTo(Phase.CLOSING) < 0) {
      phase = Phase.CLOSING;
      linger = new Linger(loop, limits, output.quietNanos(quietNanos));
      input.clear();
      input.updateInterest();
      wantTurnEnd();
    }
  }

  /** What was configured. */
  final Limits limits() {
    return limits;
  }

  /** Whether nobody wants input any more. */
  final boolean dropsInput() {
    return phase == Phase.CLOSING || phase == Phase.LINGERING;
  }

  /** All has left. */
  private void finishOutput() {
    try {
      shutdownOutput();
    } catch (IOException e) {
      terminate(CloseCause.peerReset(e), true);
      return;
    }
    if (phase == Phase.CLOSING) {
      linger();
    } else {
      phase = Phase.OUTPUT_ENDED;
      finishIfBothEnded();
    }
  }

  /** The handler may have taken the peer's end, or this side's may have left. */
  final void finishIfBothEnded() {
    if (phase == Phase.OUTPUT_ENDED && input.isEndDelivered()) {
      terminate(CloseCause.FINISHED, false);
    }
  }

  private void linger() {
    phase = Phase.LINGERING;
    if (input.hasPeerEnded() || !takesDropped()) {
      terminate(CloseCause.FINISHED, false);
    } else {
      input.updateInterest();
      lingering().start(() -> terminate(CloseCause.FINISHED, false));
    }
  }

  private Linger lingering() {
    return Objects.requireNonNull(linger, "close was asked for");
  }

  /** Whether more input may come, of which nobody wants any. */
  final boolean takesDropped() {
    return lingering().takesMore();
  }

  /**
   * Input was dropped: if it is more than may be, that is the end once all that is due has left.
   */
  final void dropped(int count) {
    lingering().dropped(count);
    if (takesDropped()) {
      return;
    }
    if (phase == Phase.LINGERING) {
      terminate(CloseCause.FINISHED, false);
    } else {
      input.updateInterest();
    }
  }

  @Override
  public final void abort(CloseCause cause) {
    if (!loop.inLoop()) {
      output.onLoop(() -> abort(cause));
    } else if (calls.isInCall()) {
      calls.endAfterCall(cause);
    } else {
      terminate(cause, true);
    }
  }

  /** Ends the stream now, if it hasn't ended. */
  final void terminate(CloseCause cause, boolean reset) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    if (linger != null) {
      linger.stop();
    }
    input.clear();
    output.terminate();
    closeChannel(reset);
    calls.closed(cause, this);
    streamClosed(cause);
  }

  @Override
  public String toString() {
    return "Stream[" + connection + ", " + phase + "]";
  }
}
