package dev.weir.spi.transport;

import dev.weir.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The output of a {@link BufferedStream}: who may write, what waits, and how much of it. {@link
 * OutputOwnership} says whose turn it is; {@link OutputProgress} that the peer takes something.
 *
 * <p>On the loop, but for the methods that say otherwise.
 */
final class StreamOutput implements Runnable {
  private final BufferedStream stream;
  private final SegmentPool segments;
  private final OutputChain chain;
  private final long highWatermark;
  private @Nullable OutputProgress progress; // once output had to wait for room
  private @Nullable OutputChain discarded; // once something was written after the end
  private boolean waitsForRoom;

  // Read by any thread.
  private final OutputOwnership ownership = new OutputOwnership();
  private volatile long loopBytes;
  private volatile boolean watched;
  private volatile boolean ended;

  StreamOutput(BufferedStream stream, SegmentPool segments, Limits limits) {
    this.stream = stream;
    this.segments = segments;
    this.chain = new OutputChain(segments);
    this.highWatermark = limits.get(Limits.WRITE_HIGH_WATERMARK);
  }

  // ---- Writing.

  /** Where to write on the loop, until its turn ends. */
  OutputChain forLoop() {
    ownership.takeForLoop();
    long drained = ownership.drainTo(chain);
    if (drained > 0) {
      countDrained(drained, chain.size() + stream.bytesInTransport());
    }
    return chain;
  }

  /** {@link OutputChain#lend}. */
  void lend(ReadMemory memory) {
    chain.lend(memory);
  }

  boolean refersToLent() {
    return chain.refersToLent();
  }

  void endLend() {
    chain.endLend();
  }

  /** Where to write what nobody gets any more. */
  OutputChain discarded() {
    OutputChain current = discarded;
    if (current == null) {
      current = OutputChain.discarding(segments);
      discarded = current;
    }
    current.release();
    return current;
  }

  /** {@link ByteStream#submit}. Any thread. */
  boolean submit(OutputChain submitted, @Nullable Runnable ordered) {
    if (!submitted.isEmpty() && !ended && !stream.loop().inLoop()) {
      submitOffLoop(submitted, ordered);
      return isWritable();
    }
    if (submitted.isEmpty() || ended) {
      submitted.release();
    } else {
      stream.output().append(submitted);
    }
    if (ordered != null) {
      ordered.run();
    }
    return isWritable();
  }

  private void submitOffLoop(OutputChain submitted, @Nullable Runnable ordered) {
    if (stream.writesOffLoop() && ownership.takeOffLoop()) {
      if (ordered != null) {
        ordered.run();
      }
      writeOffLoop(submitted);
    } else {
      boolean loops = ownership.queue(submitted);
      if (ordered != null) {
        ordered.run();
      }
      if (loops) {
        onLoop(this);
      }
      if (ended) {
        ownership.dropQueued(); // the loop may have looked for the last time before
      }
    }
  }

  private void writeOffLoop(OutputChain submitted) {
    CloseCause failure = null;
    try {
      stream.write(submitted);
    } catch (Throwable e) {
      failure = causeOf(e);
    }
    CloseCause cause = failure;
    if (cause != null) {
      ownership.passToLoop(submitted);
      onLoop(() -> {
        stream.terminate(cause, true);
        run();
      });
    } else if (!submitted.isEmpty()) {
      ownership.passToLoop(submitted);
      onLoop(this);
    } else if (ownership.releaseOffLoop()) {
      onLoop(this);
    }
  }

  private static CloseCause causeOf(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof EOFException)
        ? CloseCause.peerReset(failure)
        : CloseCause.failed(failure);
  }

  /** The loop has become the owner by another thread's doing. */
  @Override
  public void run() {
    if (stream.isClosed()) {
      drop();
    } else {
      stream.wantTurnEnd();
    }
  }

  /** Runs a task on the loop. Any thread. */
  void onLoop(Runnable task) {
    try {
      stream.loop().execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the stream, so this thread is the last to see its output.
      ownership.dropCarried();
      ownership.dropQueued();
    }
  }

  // ---- Flushing.

  /**
   * Writes what is due.
   *
   * @param last whether output ends once all has left; it stays the loop's then for good, so that
   *     nobody writes after its end
   * @return whether it has ended by this call
   */
  boolean flush(boolean last) {
    if (discarded != null) {
      discarded.release();
    }
    if (ended) {
      return false;
    }
    if (!last && chain.isEmpty() && ownership.isFree() && stream.bytesInTransport() == 0) {
      return false;
    }
    do {
      ownership.takeForLoop();
      if (!ownership.isLoops() || !writeAll()) {
        return false; // the other thread's release, or room, brings the loop back here
      }
      if (last) {
        ended = true;
        ownership.dropQueued();
        return true;
      }
    } while (!ownership.releaseLoop());
    return false;
  }

  /** Writes what is due; false if the rest waits for room, or the stream has ended. */
  private boolean writeAll() {
    long drained = ownership.drainTo(chain);
    long inTransport = stream.bytesInTransport();
    long before = chain.size() + inTransport;
    if (progress != null) {
      progress.inTransport(inTransport);
    }
    if (drained > 0) {
      countDrained(drained, before);
    }
    if (!chain.isEmpty()) {
      try {
        stream.write(chain);
      } catch (Throwable e) {
        stream.terminate(causeOf(e), true);
        return false;
      }
    }
    inTransport = stream.bytesInTransport();
    long left = chain.size() + inTransport;
    if (progress != null) {
      progress.inTransport(inTransport);
    }
    loopBytes = left;
    if (left == 0) {
      noWaitForRoom();
      return true;
    }
    if (left < before && progress != null) {
      progress.made();
    }
    waitForRoom(inTransport);
    return false;
  }

  /** Twice for a moment rather than nowhere: writers would go on beyond the watermark. */
  private void countDrained(long drained, long all) {
    loopBytes = all;
    ownership.drained(drained);
  }

  private void waitForRoom(long inTransport) {
    if (!waitsForRoom) {
      waitsForRoom = true;
      stream.writeInterest(true);
      OutputProgress watching = progress;
      if (watching == null) {
        watching = new OutputProgress(stream, stream.limits());
        watching.inTransport(inTransport);
        progress = watching;
      }
      watching.watch();
    }
  }

  private void noWaitForRoom() {
    if (waitsForRoom) {
      waitsForRoom = false;
      OutputProgress watching = Objects.requireNonNull(progress);
      watching.made();
      stream.writeInterest(false);
      watching.unwatch();
    }
  }

  // ---- Watermarks.

  /** {@link ByteStream#pendingBytes}. Any thread. */
  long pendingBytes() {
    long waiting = ownership.waitingBytes(); // first: from here they go to the loop
    long ofLoop = stream.loop().inLoop() ? chain.size() + stream.bytesInTransport() : loopBytes;
    return ofLoop + waiting;
  }

  /** {@link ByteStream#isWritable}. Any thread. */
  boolean isWritable() {
    if (ended || pendingBytes() <= highWatermark) {
      return true;
    }
    watched = true; // before the second look: either it or the loop's sees the other
    if (ended || pendingBytes() <= highWatermark) {
      return true;
    }
    if (stream.loop().inLoop()) {
      stream.wantTurnEnd();
    }
    return false;
  }

  /** Whether somebody waits to hear that output is below the low watermark, and it is; once. */
  boolean takeWritable() {
    if (!watched || !ended && pendingBytes() > highWatermark >> 1) {
      return false;
    }
    watched = false;
    return true;
  }

  // ---- Ends.

  /** For how long nothing has left, when {@code claimed} is how long nothing was written. */
  long quietNanos(long claimed) {
    if (pendingBytes() > 0) {
      return 0;
    }
    return progress == null ? claimed : progress.quietNanos(claimed);
  }

  boolean hasEnded() {
    return ended;
  }

  /** The stream has ended: what waits is lost. */
  void terminate() {
    ended = true;
    if (progress != null) {
      progress.unwatch();
    }
    ownership.takeForLoop();
    drop();
  }

  /** Drops what waits; what another thread is writing right now comes back as carried. */
  private void drop() {
    chain.release();
    loopBytes = 0;
    ownership.dropCarried();
    ownership.dropQueued();
  }
}
