package dev.weir.core.websocket;

import dev.weir.Bytes;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.spi.transport.OffLoop;
import dev.weir.websocket.WebSocketMessage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of messages from the event loop, which never waits, to one thread at a time,
 * which may. The thread counts as busy from a message that it took until it asks for the next.
 */
final class Inbox {
  /** What a message counts beyond its bytes, so that empty ones can't fill the memory. */
  private static final int MESSAGE_COST = 64;

  private final long bound;
  private final GatheredBytes.Account gathered;
  private final Runnable roomAgain;
  private final Runnable idleAgain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;

  // Guarded by the lock.
  private final ArrayDeque<WebSocketMessage> messages = new ArrayDeque<>(2);
  private long cost;
  private boolean full;
  private boolean busy;
  private long costOfHandled;
  private boolean ended;
  private @Nullable IOException failure;

  /**
   * @param offLoop how its thread waits
   * @param bound from so many bytes on it is full
   * @param gathered where what is here, or being handled, is counted
   * @param roomAgain run after it was full, once it is half empty; any thread
   * @param idleAgain run when all was taken and handled; any thread
   */
  Inbox(
      OffLoop offLoop,
      long bound,
      GatheredBytes.Account gathered,
      Runnable roomAgain,
      Runnable idleAgain) {
    this.gathered = gathered;
    this.changed = offLoop.newCondition(lock);
    this.bound = bound;
    this.roomAgain = roomAgain;
    this.idleAgain = idleAgain;
  }

  /** Adds a message; false if it is full now. */
  boolean offer(WebSocketMessage message) {
    lock.lock();
    try {
      if (!ended) {
        messages.add(message);
        cost += cost(message);
        gathered.hold(cost + costOfHandled);
        full |= cost >= bound;
        changed.signal();
      }
      return !full;
    } finally {
      lock.unlock();
    }
  }

  /** No more come; those that are there can still be taken. */
  void end() {
    finish(null, false);
  }

  /** No more come, by an error, which is met after those that are there. */
  void fail(IOException why) {
    finish(why, false);
  }

  /** None can be taken any more. */
  void drop() {
    finish(null, true);
  }

  private void finish(@Nullable IOException why, boolean drop) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = why;
      }
      if (drop) {
        messages.clear();
        cost = 0;
        full = false;
        gathered.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a message that wasn't taken, or one that is being handled. */
  boolean isBusy() {
    lock.lock();
    try {
      return busy || !messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next message.
   *
   * @return null once no more come
   */
  @Nullable WebSocketMessage take() throws IOException {
    WebSocketMessage message = next(true);
    if (message == null) {
      IOException why = failure();
      if (why != null) {
        throw new IOException(why.getMessage(), why);
      }
    }
    return message;
  }

  /** The next message if one is there. */
  @Nullable WebSocketMessage poll() {
    try {
      return next(false);
    } catch (InterruptedIOException e) {
      throw new AssertionError("Nothing was waited for", e);
    }
  }

  private @Nullable IOException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable WebSocketMessage next(boolean waits) throws InterruptedIOException {
    if (rests()) {
      idleAgain.run();
    }
    WebSocketMessage message;
    boolean drained = false;
    lock.lock();
    try {
      while (waits && messages.isEmpty() && !ended) {
        changed.await();
      }
      message = messages.poll();
      if (message != null) {
        busy = true;
        costOfHandled = cost(message);
        cost -= costOfHandled;
        drained = full && cost <= bound >> 1;
        full &= !drained;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while waiting for a message");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
    if (drained) {
      roomAgain.run();
    }
    return message;
  }

  /** The message taken last is handled: whether there is no other. */
  private boolean rests() {
    lock.lock();
    try {
      busy = false;
      costOfHandled = 0;
      gathered.hold(cost);
      return messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private static long cost(WebSocketMessage message) {
    return MESSAGE_COST
        + switch (message) {
          case WebSocketMessage.Text(String text) -> 2L * text.length();
          case WebSocketMessage.Binary(Bytes bytes) -> bytes.length();
        };
  }
}
