package dev.weir.core.stream;

import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.EventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads off the event loop wait until a stream has room for output.
 *
 * <p>No wake-up is lost: a thread first counts itself as waiting and then asks {@link
 * ByteStream#isWritable}, whose false promises a later {@link #opened}; that call then sees the
 * count. While nobody waits, a call costs one volatile read on either side.
 *
 * <p>The gate bounds what is unsent to the high watermark and one message for each thread that
 * writes: all that wait go on together.
 */
public final class WriteGate {
  private final EventLoop loop;
  private final BooleanSupplier writable;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable IOException closed;

  /** A gate to the output of a stream. */
  public WriteGate(ByteStream stream) {
    this(stream.loop(), stream::isWritable);
  }

  /**
   * A gate to another output.
   *
   * @param loop where it is drained
   * @param writable as {@link ByteStream#isWritable}
   */
  public WriteGate(EventLoop loop, BooleanSupplier writable) {
    this.loop = loop;
    this.writable = writable;
  }

  /**
   * Waits until the stream is below its watermark. Not on the event loop.
   *
   * @throws InterruptedIOException if the thread is interrupted while it waits; its interrupt
   *     status stays set, so that what it waits for next is interrupted too
   * @throws IOException if the stream has ended, with the cause given to {@link #closed}
   */
  public void awaitRoom() throws IOException {
    check();
    if (!writable.getAsBoolean()) {
      awaitSlowly();
    }
  }

  private void awaitSlowly() throws IOException {
    if (loop.inLoop()) {
      throw new IllegalStateException("The event loop can't wait for itself to send");
    }
    lock.lock();
    try {
      waiting.incrementAndGet();
      try {
        while (closed == null && !writable.getAsBoolean()) {
          changed.await();
        }
      } finally {
        waiting.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while waiting for the peer to read");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
    check();
  }

  /** There is room again: to be called from {@code StreamHandler.writable()}. */
  public void opened() {
    if (waiting.get() != 0) {
      wakeAll();
    }
  }

  /**
   * The stream has ended; who waits, and who comes, gets an exception with this cause. Any thread.
   */
  public void closed(IOException why) {
    closed = why; // before the look at the count, as who waits looks after counting itself
    if (waiting.get() != 0) {
      wakeAll();
    }
  }

  /** Whether a thread waits now. */
  boolean isWaitedAt() {
    return waiting.get() != 0;
  }

  private void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A fresh exception each time: one that two threads throw would collect the suppressed of both.
   */
  private void check() throws IOException {
    IOException why = closed;
    if (why != null) {
      throw new IOException(why.getMessage(), why);
    }
  }
}
