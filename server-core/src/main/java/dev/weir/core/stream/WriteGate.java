package dev.weir.core.stream;

import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OffLoop;
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

  // Most streams never make anybody wait.
  private volatile @Nullable Waiters waiters;
  private volatile @Nullable IOException closed;

  private static final class Waiters {
    final ReentrantLock lock = new ReentrantLock();
    final AtomicInteger count = new AtomicInteger();
    final Condition changed;

    Waiters(OffLoop offLoop) {
      changed = offLoop.newCondition(lock);
    }
  }

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
    Waiters here = waiters();
    here.lock.lock();
    try {
      here.count.incrementAndGet();
      try {
        while (closed == null && !writable.getAsBoolean()) {
          here.changed.await();
        }
      } finally {
        here.count.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while waiting for the peer to read");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      here.lock.unlock();
    }
    check();
  }

  private synchronized Waiters waiters() {
    Waiters made = waiters;
    if (made == null) {
      made = new Waiters(loop.offLoop());
      waiters = made;
    }
    return made;
  }

  /** There is room again: to be called from {@code StreamHandler.writable()}. */
  public void opened() {
    wakeAll();
  }

  /**
   * The stream has ended; who waits, and who comes, gets an exception with this cause. Any thread.
   */
  public void closed(IOException why) {
    closed = why; // before the look at who waits, as a waiter looks after counting itself
    wakeAll();
  }

  /** Whether a thread waits now. */
  boolean isWaitedAt() {
    Waiters made = waiters;
    return made != null && made.count.get() != 0;
  }

  private void wakeAll() {
    Waiters made = waiters;
    if (made == null || made.count.get() == 0) {
      return;
    }
    made.lock.lock();
    try {
      made.changed.signalAll();
    } finally {
      made.lock.unlock();
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
