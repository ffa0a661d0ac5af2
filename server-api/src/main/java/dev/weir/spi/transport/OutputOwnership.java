package dev.weir.spi.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
 */
final class OutputOwnership {
  private static final int FREE = 0;
  private static final int LOOP = 1;
  private static final int LOOP_AND_MORE = 2;
  private static final int OFF_LOOP = 3;
  private static final int OFF_LOOP_AND_MORE = 4;

  private final AtomicInteger state = new AtomicInteger(FREE);
  private final Queue<OutputChain> queued = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();

  // What a thread off the loop couldn't write; handed to the loop with the state.
  private @Nullable OutputChain carried;

  // ---- Off the loop.

  /** Takes free output for the calling thread, which ends with one of the two releases. */
  boolean takeOffLoop() {
    return state.compareAndSet(FREE, OFF_LOOP);
  }

  /**
   * Gives the output back: all that the thread had to write is written.
   *
   * @return whether the output is the loop's now, which has to be told
   */
  boolean releaseOffLoop() {
    if (state.compareAndSet(OFF_LOOP, FREE)) {
      return false;
    }
    state.set(LOOP_AND_MORE);
    return true;
  }

  /** Gives the output to the loop, which has to be told, with what the thread couldn't write. */
  void passToLoop(OutputChain rest) {
    waitingBytes.addAndGet(rest.size());
    carried = rest;
    state.set(LOOP_AND_MORE);
  }

  /**
   * Queues a chain behind the present owner's output. Any thread.
   *
   * @return whether the output is the loop's by this call, which has to be told
   */
  boolean queue(OutputChain chain) {
    chain.trim();
    waitingBytes.addAndGet(chain.size());
    queued.add(chain);
    return mark();
  }

  private boolean mark() {
    int seen = state.get();
    while (seen == FREE || seen == LOOP || seen == OFF_LOOP) {
      int marked = seen == FREE ? LOOP : seen + 1; // its AND_MORE
      int witness = state.compareAndExchange(seen, marked);
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
    int seen = state.get();
    while (seen == FREE || seen == OFF_LOOP) {
      int wanted = seen == FREE ? LOOP : OFF_LOOP_AND_MORE;
      int witness = state.compareAndExchange(seen, wanted);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  boolean isLoops() {
    int seen = state.get();
    return seen == LOOP || seen == LOOP_AND_MORE;
  }

  /** Whether nothing waits, and nobody writes off the loop to whom something might be carried. */
  boolean isFree() {
    return state.get() == FREE;
  }

  /**
   * Moves what waits behind what {@code output} holds; what was carried goes to its front, because
   * its thread owned the output before the loop did. For after {@link #takeForLoop}.
   *
   * @return whether there was something
   */
  boolean drainTo(OutputChain output) {
    boolean moved = false;
    if (isLoops()) {
      state.set(LOOP); // before looking: what comes after this is marked anew
      OutputChain first = carried;
      if (first != null) {
        carried = null;
        waitingBytes.addAndGet(-first.size());
        output.prepend(first);
        moved = true;
      }
    }
    for (OutputChain chain = queued.poll(); chain != null; chain = queued.poll()) {
      waitingBytes.addAndGet(-chain.size());
      output.append(chain);
      moved = true;
    }
    return moved;
  }

  /**
   * Frees the output, once the loop has written all.
   *
   * @return false if something was queued meanwhile: it stays the loop's
   */
  boolean releaseLoop() {
    return state.compareAndSet(LOOP, FREE);
  }

  /** Drops what was carried. What another thread writes right now is carried later. */
  void dropCarried() {
    OutputChain first = carried;
    if (isLoops() && first != null) {
      carried = null;
      waitingBytes.addAndGet(-first.size());
      first.release();
    }
  }

  // ---- Any thread.

  /** Drops what is queued, once the stream's output has ended. */
  void dropQueued() {
    for (OutputChain chain = queued.poll(); chain != null; chain = queued.poll()) {
      waitingBytes.addAndGet(-chain.size());
      chain.release();
    }
  }

  /** Bytes queued and carried. */
  long waitingBytes() {
    return waitingBytes.get();
  }
}
