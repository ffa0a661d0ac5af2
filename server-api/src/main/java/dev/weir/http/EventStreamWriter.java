package dev.weir.http;

import dev.weir.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of events while it is written: the writer's thread, and a second one that sends a
 * comment whenever nothing was sent for a while.
 */
final class EventStreamWriter implements EventSink {
  private static final Bytes COMMENT = Bytes.utf8(":\n\n");

  private final BodySink sink;
  private final long keepAliveNanos;
  private final Thread writer = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private long lastNanos = System.nanoTime();
  private boolean ended;
  private boolean interrupted;
  private @Nullable IOException failure;

  private EventStreamWriter(BodySink sink, Duration keepAlive) {
    this.sink = sink;
    this.keepAliveNanos = keepAlive.toNanos();
  }

  static void write(BodySink sink, Duration keepAlive, EventWriter writer) throws Exception {
    EventStreamWriter stream = new EventStreamWriter(sink, keepAlive);
    sink.flush(); // the client learns that the stream is open before there is an event
    Thread.ofVirtual().name("weir-events").start(stream::keepAlive);
    try {
      writer.write(stream);
    } catch (InterruptedException | InterruptedIOException e) {
      // The server shuts down, and the stream ends as it should; or the client has gone, and nobody
      // sees the end.
      var unused = Thread.interrupted();
    } finally {
      stream.end();
    }
    stream.throwIfFailed();
  }

  @Override
  public void send(ServerEvent event) throws IOException {
    Bytes encoded = encode(event);
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted before an event was sent");
      interrupted.initCause(e);
      throw interrupted;
    }
    try {
      if (ended) {
        throw new IllegalStateException("The stream has ended: its writer has returned or failed");
      }
      sendLocked(encoded);
    } finally {
      lock.unlock();
    }
  }

  private void sendLocked(Bytes encoded) throws IOException {
    throwIfFailed();
    try {
      sink.write(encoded);
      sink.flush();
      lastNanos = System.nanoTime();
    } catch (InterruptedIOException e) {
      throw e; // of this event nothing was sent
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void throwIfFailed() throws IOException {
    lock.lock();
    try {
      IOException why = failure;
      if (why instanceof ClientGoneException) {
        throw new ClientGoneException(String.valueOf(why.getMessage()), why);
      }
      if (why != null) {
        throw new IOException(why.getMessage(), why);
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepAlive() {
    lock.lock();
    try {
      while (!ended && failure == null) {
        long left = lastNanos + keepAliveNanos - System.nanoTime();
        if (left > 0) {
          long unused = changed.awaitNanos(left);
        } else {
          sendLocked(COMMENT);
        }
      }
    } catch (IOException | InterruptedException e) {
      if (!ended) {
        interrupted = true;
        writer.interrupt(); // it may wait for what to send, and would never learn
      }
    } finally {
      lock.unlock();
    }
  }

  /** The writer's thread goes on to other work: nothing may reach it from here after this. */
  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
      if (interrupted) {
        var unused = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The format: a line for each field, data line by line, and an empty line at the end. */
  private static Bytes encode(ServerEvent event) {
    StringBuilder text = new StringBuilder(event.data().length() + 32);
    if (event.name() != null) {
      text.append("event: ").append(event.name()).append('\n');
    }
    if (event.id() != null) {
      text.append("id: ").append(event.id()).append('\n');
    }
    if (event.retry() != null) {
      text.append("retry: ").append(event.retry().toMillis()).append('\n');
    }
    for (String line : event.data().split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return Bytes.utf8(text.append('\n').toString());
  }
}
