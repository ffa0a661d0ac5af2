package dev.weir.core.stream;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.LentBytes;
import dev.weir.spi.transport.EventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of bytes from the event loop to one consuming thread.
 *
 * <p>The loop never waits: what it {@linkplain #offer offers} is always taken, and the answer says
 * whether the queue is full now. Then the loop pauses reading, and is told once to resume when the
 * consumer has drained the queue to half. So the queue holds at most its bound and one read.
 *
 * <p>Each chunk counts {@value #CHUNK_COST} bytes more than it has, so that a peer who sends byte
 * by byte can't make a small bound hold much memory. Small ones behind others are put together, for
 * the same reason: the bound may be that of a whole body.
 */
public final class InboundQueue {
  private static final int CHUNK_COST = 64;

  /** Chunks of less than they cost are put together behind others, up to so many bytes. */
  private static final int GATHERED_BYTES = 1 << 10;

  private final long high;
  private final EventLoop loop;
  private final Runnable resume;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;

  // Guarded by the lock.
  private final ArrayDeque<Bytes> chunks = new ArrayDeque<>(4);
  private @Nullable BytesBuilder gathered; // behind the others; never empty
  private int readOfFirst;
  private long bytes;
  private boolean full;
  private long consumed;
  private long reportedFrom = Long.MAX_VALUE;
  private boolean ended;
  private @Nullable IOException failure;

  /**
   * An empty queue.
   *
   * @param bound the bytes from which on it is full; {@code Limits.READ_AHEAD}
   * @param resume goes on reading; run on the loop
   */
  public InboundQueue(long bound, EventLoop loop, Runnable resume) {
    this.high = bound;
    this.loop = loop;
    this.changed = loop.offLoop().newCondition(lock);
    this.resume = resume;
  }

  // ---- The loop's side.

  /**
   * From now on {@code resume} is run whenever so many bytes have been consumed, full or not: for a
   * peer that is given credit. To be called before anything is consumed.
   */
  public void reportConsumed(long batch) {
    lock.lock();
    try {
      reportedFrom = batch;
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes have been consumed since it was last asked. */
  public long takeConsumed() {
    lock.lock();
    try {
      long count = consumed;
      consumed = 0;
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Copies all that is left of {@code input} into the queue. After the end or a failure it is
   * consumed and dropped.
   *
   * @return false if the queue is full now: pause reading, {@code resume} will be run
   */
  public boolean offer(LentBytes input) {
    Bytes chunk = input.readBytes(input.remaining());
    if (chunk.isEmpty()) {
      return true;
    }
    lock.lock();
    try {
      if (ended || failure != null) {
        return true;
      }
      add(chunk);
      bytes += chunk.length();
      full |= cost() >= high;
      changed.signal();
      return !full;
    } finally {
      lock.unlock();
    }
  }

  private void add(Bytes chunk) {
    boolean small = chunk.length() < CHUNK_COST;
    BytesBuilder open = gathered;
    if (open != null && (!small || chunks.isEmpty() || open.size() >= GATHERED_BYTES)) {
      endGathered();
      open = null;
    }
    if (!small || chunks.isEmpty()) {
      chunks.add(chunk);
      return;
    }
    if (open == null) {
      open = Bytes.builder();
      gathered = open;
    }
    open.write(chunk);
  }

  private void endGathered() {
    if (gathered != null) {
      chunks.add(gathered.toBytes());
      gathered = null;
    }
  }

  /** Whether nothing is there; if something is, the first is among {@link #chunks}. */
  private boolean isEmpty() {
    if (chunks.isEmpty()) {
      endGathered();
    }
    return chunks.isEmpty();
  }

  /** No more bytes come. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more bytes come, by an error: the consumer meets it after what is queued. Any thread. */
  public void fail(IOException why) {
    finish(why, false);
  }

  /** What is queued is dropped, and the consumer gets an exception at once. Any thread. */
  public void abandon(IOException why) {
    finish(why, true);
  }

  private void finish(IOException why, boolean drop) {
    lock.lock();
    try {
      if (drop) {
        chunks.clear();
        gathered = null;
        readOfFirst = 0;
        bytes = 0;
        ended = false;
        failure = why;
      } else if (failure == null && !ended) {
        failure = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- The consumer's side.

  /**
   * Reads at least one byte, waiting for it. Not on the event loop, unless bytes are there.
   *
   * @return how many were read, or -1 at the end; 0 only if {@code length} is 0
   * @throws InterruptedIOException if the thread is interrupted while it waits; its interrupt
   *     status stays set
   * @throws IOException if the input failed, with the cause given to {@link #fail}
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    boolean drained;
    int count = 0;
    lock.lock();
    try {
      if (!awaitBytes()) {
        return -1;
      }
      while (count < length && !isEmpty()) {
        Bytes first = chunks.element();
        int part = Math.min(length - count, first.length() - readOfFirst);
        first.copyTo(readOfFirst, target, offset + count, part);
        count += part;
        readOfFirst += part;
        if (readOfFirst == first.length()) {
          chunks.remove();
          readOfFirst = 0;
        }
      }
      bytes -= count;
      drained = drained(count);
    } finally {
      lock.unlock();
    }
    askToResume(drained);
    return count;
  }

  /**
   * Takes the next chunk, waiting for it. Not on the event loop, unless bytes are there.
   *
   * @return at least one byte, or null at the end
   * @throws InterruptedIOException as {@link #read}
   * @throws IOException as {@link #read}
   */
  public @Nullable Bytes take() throws IOException {
    boolean drained;
    Bytes chunk;
    lock.lock();
    try {
      if (!awaitBytes()) {
        return null;
      }
      chunk = removeFirst();
      drained = drained(chunk.length());
    } finally {
      lock.unlock();
    }
    askToResume(drained);
    return chunk;
  }

  /**
   * Takes the next chunk if one is there. Any thread.
   *
   * @return null if none is there now, be it that more comes or not
   */
  public @Nullable Bytes poll() {
    boolean drained;
    Bytes chunk;
    lock.lock();
    try {
      if (isEmpty()) {
        return null;
      }
      chunk = removeFirst();
      drained = drained(chunk.length());
    } finally {
      lock.unlock();
    }
    askToResume(drained);
    return chunk;
  }

  /** How many bytes are there to be read without waiting. */
  public long available() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all was read, and no more comes. False after a failure. */
  public boolean isExhausted() {
    lock.lock();
    try {
      return ended && isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private Bytes removeFirst() {
    Bytes first = chunks.remove();
    Bytes chunk = first.slice(readOfFirst, first.length());
    readOfFirst = 0;
    bytes -= chunk.length();
    return chunk;
  }

  private boolean awaitBytes() throws IOException {
    try {
      while (isEmpty()) {
        IOException why = failure;
        if (why != null) {
          throw new IOException(why.getMessage(), why);
        }
        if (ended) {
          return false;
        }
        if (loop.inLoop()) {
          throw new IllegalStateException("The event loop can't wait for bytes that it brings");
        }
        changed.await();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while waiting for the peer to send");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private long cost() {
    return bytes + (long) CHUNK_COST * (chunks.size() + (gathered == null ? 0 : 1));
  }

  private boolean drained(int count) {
    boolean reported = consumed >= reportedFrom; // and the loop is on its way
    consumed += count;
    if (full && cost() <= high >> 1) {
      full = false;
      return true;
    }
    return !reported && consumed >= reportedFrom;
  }

  private void askToResume(boolean drained) {
    if (!drained) {
      return;
    }
    try {
      loop.execute(resume);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the stream: its close has failed or ended this queue.
    }
  }
}
