package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.annotation.Preview;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all transports' streams have in common: lending, left-overs, pauses, the ownership of output,
 * watermarks, lingering, and the one end. A transport adds the system calls.
 *
 * <p><b>Input.</b> The transport calls {@link #received} and {@link #receivedEnd}. What the handler
 * leaves is kept in an array of this stream, which exists only as long as something is left.
 *
 * <p><b>Output has one owner at a time.</b>
 *
 * <pre>
 *            output() on the loop, or a submit that has to wait
 *      FREE ------------------------------------------------------> LOOP
 *       ^ |                                                          ^
 *       | | submit() off the loop, where the transport can           | the loop wants it, a partial
 *       | v                                                          | write, or something queued
 *      OFF_LOOP -----------------------------------------------------+
 * </pre>
 *
 * <p>LOOP means that a {@link #turnEnded} is due: at the end of this turn, by write interest, or by a
 * task. It falls back to FREE only once nothing is left. Who finds it taken queues, then tries again
 * to take it for the loop, so that nothing queued is forgotten.
 *
 * <p><b>Time.</b> Output that makes no progress for {@link Limits#PROGRESS_TIMEOUT} ends the stream.
 */
@Preview
public abstract class BufferedStream implements ByteStream {
  private static final int FREE = 0;
  private static final int LOOP = 1;
  private static final int OFF_LOOP = 2;

  /** As OFF_LOOP, and the loop waits for its release. */
  private static final int LOOP_AFTER_OFF = 3;

  private static final int DEFAULT_MAX_HELD = 64 << 10;
  private static final int MIN_HELD = 256;
  private static final byte[] NONE = new byte[0];

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
  private final OutputChain output;
  private final long highWatermark;
  private final long progressNanos;
  private final long lingerNanos;

  private StreamHandler handler = Unset.HANDLER;
  private Phase phase = Phase.OPEN;

  // Input, on the loop.
  private byte[] held = NONE;
  private int heldFrom;
  private int heldTo;
  private int needed;
  private int maxHeld = DEFAULT_MAX_HELD;
  private boolean paused;
  private boolean redeliver;
  private boolean inCall;
  private boolean peerEnded;
  private boolean endDelivered;
  private long lingerBytesLeft;
  private boolean readInterest;

  // Output, the first three from any thread.
  private final AtomicInteger owner = new AtomicInteger(FREE);
  private final Queue<OutputChain> submitted = new ConcurrentLinkedQueue<>();
  private final AtomicLong submittedBytes = new AtomicLong();
  private volatile long loopBytes;
  private volatile boolean watched;
  private volatile boolean ended;
  private @Nullable OutputChain carried;
  private boolean turnEndDue;
  private boolean writeInterest;

  private @Nullable LoopTimer timer;
  private long lastProgress;
  private @Nullable CloseCause pendingCause;

  /**
   * A stream that is open both ways. Made on the loop.
   *
   * @param segments where the loop's output gets its memory
   */
  protected BufferedStream(TransportConnection connection, SegmentPool segments, Limits limits) {
    this.connection = connection;
    this.loop = connection.loop();
    this.output = new OutputChain(segments);
    this.highWatermark = limits.get(Limits.WRITE_HIGH_WATERMARK);
    this.progressNanos = limits.get(Limits.PROGRESS_TIMEOUT).toNanos();
    this.lingerNanos = limits.get(Limits.LINGER_TIMEOUT).toNanos();
    this.lingerBytesLeft = limits.get(Limits.LINGER_BYTES);
  }

  // ---- What a transport provides.

  /**
   * Writes from the head of {@code chain} what the system takes now, and consumes it. On the loop;
   * also off it, one thread at a time, if {@link #writesOffLoop}.
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

  /** Asks for one {@link #turnEnded} at the end of the loop's turn. */
  protected abstract void turnEndWanted();

  /** Sends FIN. */
  protected abstract void shutdownOutput() throws IOException;

  /** Closes the channel; with {@code reset} so that the peer sees a reset. */
  protected abstract void closeChannel(boolean reset);

  /** The stream has ended and its handler knows; called once. */
  protected abstract void streamClosed(CloseCause cause);

  // ---- What a transport calls, on the loop.

  /** Sets the first handler and starts reading. */
  protected final void open(StreamHandler first) {
    handler = first;
    updateReadInterest();
  }

  /** Bytes came. They may be in an array that the transport uses again after this returns. */
  protected final void received(byte[] array, int from, int to) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (dropsInput()) {
      lingerBytesLeft -= to - from;
      if (lingerBytesLeft < 0) {
        terminate(CloseCause.FINISHED, false);
      }
      return;
    }
    if (heldTo == heldFrom && !paused) {
      deliver(array, from, to);
      return;
    }
    hold(array, from, to);
    if (!paused && heldTo - heldFrom >= needed) {
      deliver(held, heldFrom, heldTo);
    }
    updateReadInterest();
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
    } else if (!paused && !dropsInput()) {
      deliverEnd();
    }
  }

  /** A system call failed, or the peer reset the connection. */
  protected final void failed(CloseCause cause) {
    terminate(cause, true);
  }

  /** Whether the stream has ended. */
  protected final boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** The work at the end of a turn: deliveries that were asked for, then output. */
  protected final void turnEnded() {
    turnEndDue = false;
    if (phase == Phase.CLOSED) {
      return;
    }
    if (redeliver) {
      redeliver = false;
      redeliver();
    }
    if (phase != Phase.CLOSED) {
      flush();
    }
  }

  // ---- Input.

  private void deliver(byte[] array, int from, int to) {
    byte[] source = array;
    int start = from;
    int end = to;
    while (true) {
      redeliver = false;
      int before = start;
      LentBytes lent = LentBytes.lend(source, start, end);
      StreamHandler called = handler;
      inCall = true;
      try {
        needed = called.input(lent);
      } catch (Throwable e) {
        pendingCause = CloseCause.failed(e);
      } finally {
        inCall = false;
        start = end - lent.remaining();
        lent.revoke();
      }
      if (endAfterCall()) {
        return;
      }
      if (start == end || dropsInput()) {
        heldFrom = 0;
        heldTo = 0;
        held = NONE;
        break;
      }
      boolean again = called != handler || (redeliver && (start != before || source == held));
      if (paused || !again) {
        keep(source, start, end);
        break;
      }
    }
    if (needed > maxHeld) {
      terminate(
          CloseCause.failed(
              new IOException(
                  "The handler needs " + needed + " bytes at once, more than the " + maxHeld
                      + " that the stream may hold")),
          true);
      return;
    }
    updateReadInterest();
    if (peerEnded && !endDelivered && !paused && !dropsInput()) {
      deliverEnd();
    }
  }

  private void redeliver() {
    if (paused || dropsInput()) {
      return;
    }
    if (heldTo > heldFrom) {
      deliver(held, heldFrom, heldTo);
    } else if (peerEnded && !endDelivered) {
      deliverEnd();
    } else {
      updateReadInterest();
    }
  }

  private void deliverEnd() {
    endDelivered = true;
    LentBytes rest = LentBytes.lend(held, heldFrom, heldTo);
    inCall = true;
    try {
      handler.inputEnded(rest);
    } catch (Throwable e) {
      pendingCause = CloseCause.failed(e);
    } finally {
      inCall = false;
      heldFrom = heldTo - rest.remaining();
      rest.revoke();
    }
    if (!endAfterCall() && phase == Phase.OUTPUT_ENDED) {
      finishIfBothEnded();
    }
  }

  /** Ends the stream if the call asked for it; a stream never ends inside a handler's call. */
  private boolean endAfterCall() {
    CloseCause cause = pendingCause;
    if (cause != null) {
      pendingCause = null;
      terminate(cause, true);
    }
    return phase == Phase.CLOSED;
  }

  private void keep(byte[] source, int from, int to) {
    if (source == held) {
      heldFrom = from;
      heldTo = to;
    } else {
      hold(source, from, to);
    }
  }

  /** Appends to what is held. The array grows with what came, never with what is only claimed. */
  private void hold(byte[] source, int from, int to) {
    int count = to - from;
    int size = heldTo - heldFrom;
    if (held.length - heldTo < count) {
      if (held.length - size >= count && heldFrom >= size) {
        System.arraycopy(held, heldFrom, held, 0, size);
      } else {
        int wanted = Math.max(MIN_HELD, Math.addExact(size, count));
        int capacity = size == 0 ? wanted : Math.max(wanted, Math.min(2 * held.length, 1 << 30));
        byte[] larger = new byte[capacity];
        System.arraycopy(held, heldFrom, larger, 0, size);
        held = larger;
      }
      heldFrom = 0;
      heldTo = size;
    }
    System.arraycopy(source, from, held, heldTo, count);
    heldTo += count;
  }

  private boolean dropsInput() {
    return phase == Phase.CLOSING || phase == Phase.LINGERING;
  }

  private void updateReadInterest() {
    boolean wanted =
        phase != Phase.CLOSED
            && !peerEnded
            && (dropsInput() || (!paused && heldTo - heldFrom < maxHeld));
    if (wanted != readInterest) {
      readInterest = wanted;
      readInterest(wanted);
    }
  }

  @Override
  public final void pauseReading() {
    paused = true;
    updateReadInterest();
  }

  @Override
  public final void resumeReading() {
    if (phase == Phase.CLOSED) {
      return;
    }
    paused = false;
    redeliver = true;
    if (!inCall) {
      wantTurnEnd();
    }
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
    if (!inCall) {
      updateReadInterest();
    }
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
    takeForLoop();
    drainSubmitted();
    wantTurnEnd();
    return output;
  }

  @Override
  public final OutputChain newOutput() {
    return new OutputChain(SegmentPool.shared());
  }

  @Override
  public final boolean submit(OutputChain chain) {
    long size = chain.size();
    if (size == 0) {
      return isWritable();
    }
    if (ended) {
      chain.release();
      return true;
    }
    if (loop.inLoop()) {
      output().append(chain);
      return output.size() <= highWatermark;
    }
    if (writesOffLoop() && owner.compareAndSet(FREE, OFF_LOOP)) {
      writeOffLoop(chain);
    } else {
      submittedBytes.addAndGet(size);
      submitted.add(chain);
      if (owner.compareAndSet(FREE, LOOP)) {
        flushOnLoop();
      }
    }
    return isWritable();
  }

  private void writeOffLoop(OutputChain chain) {
    IOException failure = null;
    try {
      write(chain);
    } catch (IOException e) {
      failure = e;
    }
    if (failure != null || !chain.isEmpty() || ended) {
      carried = chain; // published by the volatile write of the owner
      owner.set(LOOP);
      IOException cause = failure;
      onLoop(
          () -> {
            if (cause != null) {
              terminate(CloseCause.peerReset(cause), true);
            } else {
              flushAsOwner();
            }
          });
      return;
    }
    // Fails if the loop asked for the ownership meanwhile: then it is the loop's.
    if (!owner.compareAndSet(OFF_LOOP, FREE)) {
      owner.set(LOOP);
      flushOnLoop();
    } else if (!submitted.isEmpty() && owner.compareAndSet(FREE, LOOP)) {
      flushOnLoop();
    }
  }

  private void flushOnLoop() {
    onLoop(this::flushAsOwner);
  }

  private void flushAsOwner() {
    if (phase == Phase.CLOSED) {
      dropOutput();
    } else {
      wantTurnEnd();
    }
  }

  /** Takes the output for the loop; while another thread writes, leaves the wish with it. */
  private void takeForLoop() {
    int seen = owner.get();
    // OFF_LOOP: its release then fails and leaves the ownership to the loop.
    while (seen == FREE || seen == OFF_LOOP) {
      int wanted = seen == FREE ? LOOP : LOOP_AFTER_OFF;
      seen = owner.compareAndExchange(seen, wanted);
    }
  }

  private void drainSubmitted() {
    if (owner.get() != LOOP) {
      return;
    }
    OutputChain carry = carried;
    if (carry != null) {
      carried = null;
      carry.append(output); // what was carried came first
      output.append(carry);
    }
    for (OutputChain chain = submitted.poll(); chain != null; chain = submitted.poll()) {
      submittedBytes.addAndGet(-chain.size());
      output.append(chain);
    }
  }

  private void flush() {
    while (true) {
      if (owner.get() == FREE) {
        if (submitted.isEmpty() || !owner.compareAndSet(FREE, LOOP)) {
          break;
        }
      }
      if (owner.get() != LOOP) {
        return; // another thread writes; its release brings us back
      }
      drainSubmitted();
      long before = output.size();
      try {
        if (before > 0) {
          write(output);
        }
      } catch (IOException e) {
        terminate(CloseCause.peerReset(e), true);
        return;
      }
      long left = output.size() + bytesInTransport();
      loopBytes = left;
      if (output.size() < before) {
        lastProgress = loop.nanoTime();
      }
      if (left > 0) {
        waitForRoom();
        tellWritable();
        return;
      }
      noWriteInterest();
      owner.set(FREE);
    }
    tellWritable();
    if (phase != Phase.CLOSED && owner.get() == FREE) {
      outputDrained();
    }
  }

  private void waitForRoom() {
    if (!writeInterest) {
      writeInterest = true;
      lastProgress = loop.nanoTime();
      writeInterest(true);
      if (phase != Phase.LINGERING) {
        armTimer(progressNanos);
      }
    }
  }

  private void noWriteInterest() {
    if (writeInterest) {
      writeInterest = false;
      writeInterest(false);
      if (timer != null && phase != Phase.LINGERING) {
        timer.cancel();
      }
    }
  }

  private void tellWritable() {
    if (watched && pendingBytes() <= highWatermark >> 1) {
      watched = false;
      inCall = true;
      try {
        handler.writable();
      } catch (Throwable e) {
        pendingCause = CloseCause.failed(e);
      } finally {
        inCall = false;
      }
      if (!endAfterCall() && redeliver) {
        wantTurnEnd();
      }
    }
  }

  private void wantTurnEnd() {
    if (!turnEndDue) {
      turnEndDue = true;
      turnEndWanted();
    }
  }

  @Override
  public final long pendingBytes() {
    return loopBytes + submittedBytes.get();
  }

  @Override
  public final boolean isWritable() {
    if (pendingNow() <= highWatermark) {
      return true;
    }
    watched = true; // before the second look: either it or the loop's sees the other
    if (pendingNow() <= highWatermark) {
      return true;
    }
    if (loop.inLoop()) {
      wantTurnEnd();
    }
    return false;
  }

  private long pendingNow() {
    return loop.inLoop()
        ? output.size() + bytesInTransport() + submittedBytes.get()
        : pendingBytes();
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
    if (phase.compareTo(Phase.CLOSING) >= 0) {
      return;
    }
    boolean finSent = phase == Phase.OUTPUT_ENDED;
    phase = Phase.CLOSING;
    if (finSent) {
      linger();
    } else {
      wantTurnEnd();
    }
  }

  /** Nothing is left to send. */
  private void outputDrained() {
    switch (phase) {
      case ENDING_OUTPUT -> {
        if (sendEnd()) {
          phase = Phase.OUTPUT_ENDED;
          finishIfBothEnded();
        }
      }
      case CLOSING -> {
        if (peerEnded) {
          terminate(CloseCause.FINISHED, false);
        } else if (sendEnd()) {
          linger();
        }
      }
      default -> {}
    }
  }

  private boolean sendEnd() {
    ended = true;
    try {
      shutdownOutput();
      return true;
    } catch (IOException e) {
      terminate(CloseCause.peerReset(e), true);
      return false;
    }
  }

  private void linger() {
    phase = Phase.LINGERING;
    held = NONE;
    heldFrom = 0;
    heldTo = 0;
    if (peerEnded) {
      // Not here and now: this may run inside a handler's call.
      armTimer(0);
      return;
    }
    updateReadInterest();
    armTimer(lingerNanos);
  }

  private void finishIfBothEnded() {
    if (peerEnded && endDelivered) {
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
    if (loop.inLoop()) {
      terminate(cause, true);
    } else {
      onLoop(() -> terminate(cause, true));
    }
  }

  private void terminate(CloseCause cause, boolean reset) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (inCall) {
      pendingCause = cause;
      return;
    }
    phase = Phase.CLOSED;
    ended = true;
    if (timer != null) {
      timer.cancel();
    }
    held = NONE;
    heldFrom = 0;
    heldTo = 0;
    dropOutput();
    closeChannel(reset);
    inCall = true; // what the handler does now can't reach back
    try {
      handler.closed(cause);
    } finally {
      inCall = false;
      streamClosed(cause);
    }
  }

  /** Drops what waits; what another thread is writing right now comes back as carried. */
  private void dropOutput() {
    output.release();
    loopBytes = 0;
    if (owner.get() == LOOP && carried != null) {
      carried.release();
      carried = null;
    }
    for (OutputChain chain = submitted.poll(); chain != null; chain = submitted.poll()) {
      submittedBytes.addAndGet(-chain.size());
      chain.release();
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the stream: its close released all that it held.
      submitted.clear();
    }
  }

  /** The handler between construction and {@link #open}. */
  private enum Unset implements StreamHandler {
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
