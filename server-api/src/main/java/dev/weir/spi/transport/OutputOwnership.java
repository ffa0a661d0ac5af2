package dev.weir.spi.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to a stream's output, and what waits until it is the loop's turn. Output has one
 * owner at a time, and leaves in the order of ownership.
 *
 * <pre>{@code
 *         takeForLoop, queue                     queue
 *   FREE --------------------> LOOP ------------------------> LOOP_AND_MORE
 *   | ^ <--------------------   ^  <------------------------
 *   | |      releaseLoop        |         drainTo
 *   | |                         |
 *   | | releaseOffLoop          | passToLoop, releaseOffLoop
 *   v |                         |
 * OFF_LOOP ------------> OFF_LOOP_AND_MORE
 *         takeForLoop, queue
 * }</pre>
 *
 * <p>Invariant: FREE means that nothing waits. Whoever queues marks the state after it, and who
 * owns the output can free it only from a state without the mark. So a thread that takes free
 * output is never in front of a chain whose {@link #queue} had returned, and nothing queued is
 * forgotten.
 *
 * <p>Each stream has one, idle or not: so it is four fields, and what is queued is linked through
 * the chains themselves.
 */
final class OutputOwnership {
  private static final int FREE = 0;
  private static final int LOOP = 1;
  private static final int LOOP_AND_MORE = 2;
  private static final int OFF_LOOP = 3;
  private static final int OFF_LOOP_AND_MORE = 4;

  private static final VarHandle STATE;
  private static final VarHandle LAST_QUEUED;
  private static final VarHandle WAITING_BYTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(OutputOwnership.class, "state", int.class);
      LAST_QUEUED = lookup.findVarHandle(OutputOwnership.class, "lastQueued", OutputChain.class);
      WAITING_BYTES = lookup.findVarHandle(OutputOwnership.class, "waitingBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state = FREE;
  private volatile long waitingBytes;

  // From the last that was queued back to the first, by their neighbours.
  private volatile @Nullable OutputChain lastQueued;

  // What a thread off the loop couldn't write; handed to the loop with the state.
  private @Nullable OutputChain carried;

  // ---- Off the loop.

  /** Takes free output for the calling thread, which ends with one of the two releases. */
  boolean takeOffLoop() {
    return STATE.compareAndSet(this, FREE, OFF_LOOP);
  }

  /**
   * Gives the output back: all that the thread had to write is written.
   *
   * @return whether the output is the loop's now, which has to be told
   */
  boolean releaseOffLoop() {
    if (STATE.compareAndSet(this, OFF_LOOP, FREE)) {
      return false;
    }
    state = LOOP_AND_MORE;
    return true;
  }

  /** Gives the output to the loop, which has to be told, with what the thread couldn't write. */
  void passToLoop(OutputChain rest) {
    countWaiting(rest.size());
    carried = rest;
    state = LOOP_AND_MORE;
  }

  /**
   * Queues a chain behind the present owner's output. Any thread.
   *
   * @return whether the output is the loop's by this call, which has to be told
   */
  boolean queue(OutputChain chain) {
    chain.trim();
    countWaiting(chain.size());
    OutputChain last;
    do {
      last = lastQueued;
      chain.neighbour(last);
    } while (!LAST_QUEUED.compareAndSet(this, last, chain));
    return mark();
  }

  private boolean mark() {
    int seen = state;
    while (seen == FREE || seen == LOOP || seen == OFF_LOOP) {
      int marked = seen == FREE ? LOOP : seen + 1; // its AND_MORE
      int witness = (int) STATE.compareAndExchange(this, seen, marked);
      if (witness == seen) {
        return seen == FREE;
      }
      seen = witness;
    }
    return false;
  }

  // ---- On the loop.

  /** Takes free output; while another thread writes, its release then gives it to the loop. */
  void takeForLoop() {
    int seen = state;
    while (seen == FREE || seen == OFF_LOOP) {
      int wanted = seen == FREE ? LOOP : OFF_LOOP_AND_MORE;
      int witness = (int) STATE.compareAndExchange(this, seen, wanted);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  boolean isLoops() {
    int seen = state;
    return seen == LOOP || seen == LOOP_AND_MORE;
  }

  /** Whether nothing waits, and nobody writes off the loop to whom something might be carried. */
  boolean isFree() {
    return state == FREE;
  }

  /**
   * Moves what waits behind what {@code output} holds; what was carried goes to its front, because
   * its thread owned the output before the loop did. For after {@link #takeForLoop}.
   *
   * @return how many bytes, which count as waiting until {@link #drained} tells that they count
   *     elsewhere
   */
  long drainTo(OutputChain output) {
    long moved = 0;
    if (state == LOOP_AND_MORE) {
      state = LOOP; // before looking: what comes after this is marked anew
      OutputChain first = carried;
      if (first != null) {
        carried = null;
        moved += first.size();
        output.prepend(first);
      }
    }
    for (OutputChain chain = takeQueued(); chain != null; ) {
      OutputChain next = chain.takeNeighbour();
      moved += chain.size();
      output.append(chain);
      chain = next;
    }
    return moved;
  }

  /** So many bytes don't wait any more. */
  void drained(long bytes) {
    countWaiting(-bytes);
  }

  /**
   * Frees the output, once the loop has written all.
   *
   * @return false if something was queued meanwhile: it stays the loop's
   */
  boolean releaseLoop() {
    return STATE.compareAndSet(this, LOOP, FREE);
  }

  /** Drops what was carried. What another thread writes right now is carried later. */
  void dropCarried() {
    OutputChain first = carried;
    if (isLoops() && first != null) {
      carried = null;
      countWaiting(-first.size());
      first.release();
    }
  }

  // ---- Any thread.

  /** Drops what is queued, once the stream's output has ended. */
  void dropQueued() {
    for (OutputChain chain = takeQueued(); chain != null; ) {
      OutputChain next = chain.takeNeighbour();
      countWaiting(-chain.size());
      chain.release();
      chain = next;
    }
  }

  /** The first that was queued, and from it to the last, by their neighbours; or null. */
  private @Nullable OutputChain takeQueued() {
    if (lastQueued == null) {
      return null; // as a rule, and cheaper than to write
    }
    OutputChain last = (OutputChain) LAST_QUEUED.getAndSet(this, null);
    OutputChain first = null;
    while (last != null) {
      OutputChain before = last.takeNeighbour();
      last.neighbour(first);
      first = last;
      last = before;
    }
    return first;
  }

  /** Bytes queued and carried. */
  long waitingBytes() {
    return waitingBytes;
  }

  private void countWaiting(long bytes) {
    var unused = (long) WAITING_BYTES.getAndAdd(this, bytes);
  }
}
