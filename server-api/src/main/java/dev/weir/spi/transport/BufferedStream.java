package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.annotation.Preview;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What all transports' streams have in common: lending, left-overs, pauses, the ownership of
 * output, watermarks, lingering, and the one end. A transport adds the system calls.
 *
 * <p><b>Input.</b> The transport calls {@link #received} and {@link #receivedEnd}. What the handler
 * leaves is kept in an array of this stream, which exists only as long as something is left.
 *
 * <p><b>Output has one owner at a time</b>: the loop, or a thread that found it free and whose
 * transport {@linkplain #writesOffLoop can write there}. Who finds it taken queues. While it is the
 * loop's, a {@link #turnEnded} is due: at the end of this turn, by write interest, or by a task.
 *
 * <p><b>Calls.</b> The handler is never called from inside one of its calls; what it asks for there
 * takes effect after it.
 *
 * <p><b>Time.</b> Output that makes no progress for {@link Limits#PROGRESS_TIMEOUT} ends the
 * stream.
 */
@Preview
public abstract class BufferedStream implements ByteStream {
  private static final int DEFAULT_MAX_HELD = 64 << 10;

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
  private final SegmentPool segments;
  private final OutputChain output;
  private final long highWatermark;
  private final long progressNanos;
  private final long lingerNanos;

  private StreamHandler handler = Unopened.HANDLER;
  private Phase phase = Phase.OPEN;

  // Until it is opened, as inside a call: what is asked for waits.
  private boolean inCall = true;
  private boolean turnEndDue;
  private @Nullable CloseCause pendingEnd;

  // Input.
  private final HeldBytes held = new HeldBytes();
  private int needed;
  private int maxHeld = DEFAULT_MAX_HELD;
  private boolean paused;
  private boolean redeliver;
  private boolean peerEnded;
  private boolean endDelivered;
  private boolean readInterest;
  private long lingerBytesLeft;

  // Output; the first four are read by any thread.
  private final OutputOwnership ownership = new OutputOwnership();
  private volatile long loopBytes;
  private volatile boolean watched;
  private volatile boolean outputEnded;
  private boolean writeInterest;
  private long lastInTransport;
  private long lastProgress;
  private @Nullable OutputChain discarded;
  private @Nullable LoopTimer timer;

  /**
   * A stream that is open both ways. Made on the loop.
   *
   * @param segments where the loop's output gets its memory
   */
  protected BufferedStream(TransportConnection connection, SegmentPool segments, Limits limits) {
    this.connection = connection;
    this.loop = connection.loop();
    this.segments = segments;
    this.output = new OutputChain(segments);
    this.highWatermark = limits.get(Limits.WRITE_HIGH_WATERMARK);
    this.progressNanos = limits.get(Limits.PROGRESS_TIMEOUT).toNanos();
    this.lingerNanos = limits.get(Limits.LINGER_TIMEOUT).toNanos();
    this.lingerBytesLeft = limits.get(Limits.LINGER_BYTES);
  }

  @Override
  public TransportConnection connection() {
    return connection;
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

  /** Whether {@link #write} may be called off the loop. Constant. */
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
   * #turnEnded}, it may come at the end of the next one.
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
    handler = first;
    inCall = false;
    afterCall();
  }

  /** Bytes came. They may be in an array that the transport uses again after this returns. */
  protected final void received(byte[] array, int from, int to) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (dropsInput()) {
      drop(to - from);
    } else if (paused || held.size() + (to - from) < needed) {
      held.append(array, from, to);
      updateReadInterest();
    } else if (held.isEmpty()) {
      deliver(array, from, to);
    } else {
      held.append(array, from, to);
      deliver(held.array(), held.from(), held.to());
    }
  }

  /** The peer's FIN came. */
  protected final void receivedEnd() {
    if (peerEnded || phase == Phase.CLOSED) {
      return;
    }
    peerEnded = true;
    updateReadInterest();
    if (phase == Phase.LINGERING) {
      terminate(CloseCause.FINISHED, false);
    } else {
      deliverEndIfDue();
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

  /** The work at the end of a turn: deliveries that were asked for, then output. */
  protected final void turnEnded() {
    turnEndDue = false;
    if (redeliver && phase != Phase.CLOSED) {
      redeliver = false;
      redeliver();
    }
    if (phase != Phase.CLOSED) {
      flush();
    }
    if (phase != Phase.CLOSED) {
      tellWritable();
    }
  }

  // ---- Input.

  private void deliver(byte[] array, int from, int to) {
    int start = from;
    StreamHandler called;
    do { // a successor gets at once what is left
      redeliver = false;
      called = handler;
      LentBytes lent = LentBytes.lend(array, start, to);
      inCall = true;
      try {
        int wanted = called.input(lent);
        needed = called == handler ? wanted : 0;
      } catch (Throwable e) {
        endAfterCall(CloseCause.failed(e));
      } finally {
        inCall = false;
        start = to - lent.remaining();
        lent.revoke();
      }
    } while (called != handler && start < to && !paused && pendingEnd == null && !dropsInput());
    held.keep(array, dropsInput() ? to : start, to);
    if (needed > maxHeld) {
      endAfterCall(CloseCause.failed(needsTooMuch()));
    }
    if (afterCall()) {
      deliverEndIfDue();
    }
  }

  private IOException needsTooMuch() {
    return new IOException(
        "The handler needs "
            + needed
            + " bytes at once, more than the "
            + maxHeld
            + " that the stream may hold");
  }

  private void redeliver() {
    if (paused || dropsInput()) {
      return;
    }
    if (held.isEmpty()) {
      updateReadInterest();
      deliverEndIfDue();
    } else {
      deliver(held.array(), held.from(), held.to());
    }
  }

  private void deliverEndIfDue() {
    if (!peerEnded || endDelivered || paused || dropsInput()) {
      return;
    }
    endDelivered = true;
    byte[] array = held.array();
    int to = held.to();
    LentBytes rest = LentBytes.lend(array, held.from(), to);
    inCall = true;
    try {
      handler.inputEnded(rest);
    } catch (Throwable e) {
      endAfterCall(CloseCause.failed(e));
    } finally {
      inCall = false;
      held.keep(array, dropsInput() ? to : to - rest.remaining(), to);
      rest.revoke();
    }
    if (afterCall()) {
      finishIfBothEnded();
    }
  }

  /**
   * Lets take effect what was asked for inside a call.
   *
   * @return whether the stream is still open
   */
  private boolean afterCall() {
    CloseCause cause = pendingEnd;
    if (cause != null) {
      pendingEnd = null;
      terminate(cause, true);
      return false;
    }
    updateReadInterest();
    return true;
  }

  private void endAfterCall(CloseCause cause) {
    if (pendingEnd == null) {
      pendingEnd = cause;
    }
  }

  private boolean dropsInput() {
    return phase == Phase.CLOSING || phase == Phase.LINGERING;
  }

  private void drop(int count) {
    lingerBytesLeft -= count;
    if (lingerBytesLeft < 0) {
      if (phase == Phase.LINGERING) {
        terminate(CloseCause.FINISHED, false);
      } else {
        updateReadInterest(); // what is due leaves first
      }
    }
  }

  private void updateReadInterest() {
    if (inCall) {
      return; // once, after the call
    }
    boolean wanted = !peerEnded && phase != Phase.CLOSED && takesInput();
    if (wanted != readInterest) {
      readInterest = wanted;
      readInterest(wanted);
    }
  }

  private boolean takesInput() {
    return dropsInput() ? lingerBytesLeft >= 0 : !paused && held.size() < Math.max(maxHeld, needed);
  }

  @Override
  public final void pauseReading() {
    paused = true;
    updateReadInterest();
  }

  @Override
  public final void resumeReading() {
    paused = false;
    redeliver = true;
    wantTurnEnd();
  }

  @Override
  public final boolean isReadingPaused() {
    return paused;
  }

  @Override
  public final int maxHeld() {
    return maxHeld;
  }

  @Override
  public final void maxHeld(int bytes) {
    maxHeld = Math.max(1, bytes);
    updateReadInterest();
  }

  @Override
  public final void handOver(StreamHandler successor) {
    handler = successor;
    needed = 0;
    endDelivered = false;
    resumeReading();
  }

  // ---- Output.

  @Override
  public final OutputChain output() {
    wantTurnEnd();
    if (phase != Phase.OPEN) {
      return discarded();
    }
    ownership.takeForLoop();
    if (ownership.drainTo(output)) {
      loopBytes = output.size() + bytesInTransport();
    }
    return output;
  }

  private OutputChain discarded() {
    OutputChain chain = discarded;
    if (chain == null) {
      chain = new OutputChain(segments);
      discarded = chain;
    }
    chain.release();
    return chain;
  }

  @Override
  public final OutputChain newOutput() {
    return new OutputChain(SegmentPool.shared());
  }

  @Override
  public final boolean submit(OutputChain chain) {
    if (chain.isEmpty()) {
      return isWritable();
    }
    if (outputEnded) {
      chain.release();
    } else if (loop.inLoop()) {
      output().append(chain);
    } else if (writesOffLoop() && ownership.takeOffLoop()) {
      writeOffLoop(chain);
    } else {
      if (ownership.queue(chain)) {
        onLoop(this::flushAsOwner);
      }
      if (outputEnded) {
        ownership.dropQueued(); // the loop may have looked for the last time before
      }
    }
    return isWritable();
  }

  private void writeOffLoop(OutputChain chain) {
    CloseCause failure = null;
    try {
      write(chain);
    } catch (Throwable e) {
      failure = causeOf(e);
    }
    CloseCause cause = failure;
    if (cause != null) {
      ownership.passToLoop(chain);
      onLoop(() -> {
        terminate(cause, true);
        flushAsOwner();
      });
    } else if (!chain.isEmpty()) {
      ownership.passToLoop(chain);
      onLoop(this::flushAsOwner);
    } else if (ownership.releaseOffLoop()) {
      onLoop(this::flushAsOwner);
    }
  }

  private static CloseCause causeOf(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof EOFException)
        ? CloseCause.peerReset(failure)
        : CloseCause.failed(failure);
  }

  /** The loop has become the owner by another thread's doing. */
  private void flushAsOwner() {
    if (phase == Phase.CLOSED) {
      dropOutput();
    } else {
      wantTurnEnd();
    }
  }

  private void flush() {
    if (discarded != null) {
      discarded.release();
    }
    if (outputEnded) {
      if (phase == Phase.CLOSING) {
        linger();
      }
      return;
    }
    boolean ending = phase != Phase.OPEN;
    if (!ending && output.isEmpty() && ownership.isFree() && bytesInTransport() == 0) {
      return;
    }
    do {
      ownership.takeForLoop();
      if (!ownership.isLoops() || !writeAll()) {
        return; // the other thread's release, or room, brings the loop back here
      }
      if (ending) {
        endOutputNow();
        return;
      }
    } while (!ownership.releaseLoop());
  }

  /** Writes what is due; false if the rest waits for room, or the stream has ended. */
  private boolean writeAll() {
    boolean drained = ownership.drainTo(output);
    long inTransport = bytesInTransport();
    boolean progress = inTransport < lastInTransport;
    long before = output.size() + inTransport;
    if (drained) {
      loopBytes = before; // else they would count nowhere during the write, and writers go on
    }
    if (!output.isEmpty()) {
      try {
        write(output);
      } catch (Throwable e) {
        terminate(causeOf(e), true);
        return false;
      }
    }
    lastInTransport = bytesInTransport();
    long left = output.size() + lastInTransport;
    loopBytes = left;
    if (progress || left < before) {
      lastProgress = loop.nanoTime();
    }
    if (left > 0) {
      waitForRoom();
      return false;
    }
    noWriteInterest();
    return true;
  }

  private void waitForRoom() {
    if (!writeInterest) {
      writeInterest = true;
      lastProgress = loop.nanoTime();
      writeInterest(true);
      armTimer(progressNanos);
    }
  }

  private void noWriteInterest() {
    if (writeInterest) {
      writeInterest = false;
      writeInterest(false);
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  private void tellWritable() {
    if (!watched || !outputEnded && pendingBytes() > highWatermark >> 1) {
      return;
    }
    watched = false;
    inCall = true;
    try {
      handler.writable();
    } catch (Throwable e) {
      endAfterCall(CloseCause.failed(e));
    } finally {
      inCall = false;
    }
    afterCall();
  }

  private void wantTurnEnd() {
    if (!turnEndDue && phase != Phase.CLOSED) {
      turnEndDue = true;
      turnEndWanted();
    }
  }

  @Override
  public final long pendingBytes() {
    long ofLoop = loop.inLoop() ? output.size() + bytesInTransport() : loopBytes;
    return ofLoop + ownership.waitingBytes();
  }

  @Override
  public final boolean isWritable() {
    if (outputEnded || pendingBytes() <= highWatermark) {
      return true;
    }
    watched = true; // before the second look: either it or the loop's sees the other
    if (outputEnded || pendingBytes() <= highWatermark) {
      return true;
    }
    if (loop.inLoop()) {
      wantTurnEnd();
    }
    return false;
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
    if (phase.compareTo(Phase.CLOSING) < 0) {
      phase = Phase.CLOSING;
      held.clear();
      updateReadInterest();
      wantTurnEnd();
    }
  }

  /** All has left. The output stays the loop's for good, so nobody writes after its end. */
  private void endOutputNow() {
    outputEnded = true;
    ownership.dropQueued();
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

  private void linger() {
    phase = Phase.LINGERING;
    if (peerEnded || lingerBytesLeft < 0) {
      terminate(CloseCause.FINISHED, false);
    } else {
      updateReadInterest();
      armTimer(lingerNanos);
    }
  }

  private void finishIfBothEnded() {
    if (phase == Phase.OUTPUT_ENDED && endDelivered) {
      terminate(CloseCause.FINISHED, false);
    }
  }

  private void armTimer(long nanos) {
    LoopTimer armed = timer;
    if (armed == null) {
      armed = loop.newTimer(this::timeUp);
      timer = armed;
    }
    armed.arm(nanos);
  }

  private void timeUp() {
    if (phase == Phase.LINGERING) {
      terminate(CloseCause.FINISHED, false);
    } else if (writeInterest) {
      long inTransport = bytesInTransport();
      if (inTransport < lastInTransport) {
        lastInTransport = inTransport; // the system takes a big piece bit by bit
        lastProgress = loop.nanoTime();
      }
      long left = lastProgress + progressNanos - loop.nanoTime();
      if (left > 0) {
        armTimer(left);
      } else {
        terminate(CloseCause.TIMED_OUT, true);
      }
    }
  }

  @Override
  public final void abort(CloseCause cause) {
    if (!loop.inLoop()) {
      onLoop(() -> abort(cause));
    } else if (inCall) {
      endAfterCall(cause);
    } else {
      terminate(cause, true);
    }
  }

  private void terminate(CloseCause cause, boolean reset) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    outputEnded = true;
    if (timer != null) {
      timer.cancel();
    }
    held.clear();
    ownership.takeForLoop();
    dropOutput();
    closeChannel(reset);
    inCall = true; // what the handler does now can't reach back
    try {
      handler.closed(cause);
    } catch (Throwable e) {
      LoggerFactory.getLogger(BufferedStream.class)
          .error("The handler of {} failed in closed({})", connection, cause, e);
    }
    streamClosed(cause);
  }

  /** Drops what waits; what another thread is writing right now comes back as carried. */
  private void dropOutput() {
    output.release();
    loopBytes = 0;
    ownership.dropCarried();
    ownership.dropQueued();
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the stream, so this thread is the last to see its output.
      ownership.dropCarried();
      ownership.dropQueued();
    }
  }

  /** The handler between construction and {@link #open}. */
  private enum Unopened implements StreamHandler {
    HANDLER;

    @Override
    public int input(LentBytes input) {
      throw new IllegalStateException("Input before the stream was opened");
    }

    @Override
    public void inputEnded(LentBytes rest) {
      throw new IllegalStateException("Input before the stream was opened");
    }

    @Override
    public void closed(CloseCause cause) {}
  }

  @Override
  public String toString() {
    return "Stream[" + connection + ", " + phase + "]";
  }
}
