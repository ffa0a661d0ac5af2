package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of events while it is written. A timer of the loop starts a thread that sends a
 * comment whenever nothing was sent for a while. One thread sends at a time, and holds no lock
 * meanwhile, since it may wait for the client.
 */
final class EventStreamWriter implements EventSink {
  private static final Bytes COMMENT = Bytes.utf8(":\n\n");

  private final BodySink sink;
  private final EventLoop loop;
  private final long keepAliveNanos;
  private final Thread writer = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;

  // Guarded by the lock.
  private long lastNanos;
  private @Nullable Thread sender;
  private @Nullable Thread commenter;
  private boolean ended;
  private boolean interrupted;
  private @Nullable IOException failure;

  // On the loop.
  private @Nullable LoopTimer timer;

  private EventStreamWriter(BodySink sink, EventLoop loop, Duration keepAlive) {
    this.sink = sink;
    this.loop = loop;
    this.keepAliveNanos = keepAlive.toNanos();
    this.changed = loop.offLoop().newCondition(lock);
    this.lastNanos = loop.offLoop().nanoTime();
  }

  static void write(BodySink sink, EventLoop loop, Duration keepAlive, EventWriter writer)
      throws Exception {
    EventStreamWriter stream = new EventStreamWriter(sink, loop, keepAlive);
    try {
      sink.flush(); // the client learns that the stream is open before there is an event
      stream.onLoop(stream::startTimer);
      writer.write(stream);
    } catch (InterruptedException | InterruptedIOException e) {
      // The server shuts down, and the stream ends as it should; or the client has gone, and nobody
      // sees the end.
      var unused = Thread.interrupted();
    } finally {
      stream.end();
      stream.onLoop(stream::stopTimer);
    }
    stream.throwIfFailed();
  }

  // ---- Sending.

  @Override
  public void send(ServerEvent event) throws IOException {
    Bytes encoded = encode(event);
    try {
      beginSending();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped =
          new InterruptedIOException("Interrupted before an event was sent");
      stopped.initCause(e);
      throw stopped;
    }
    sendAndEnd(encoded);
  }

  private void beginSending() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (sender != null) {
        changed.await();
      }
      if (ended) {
        throw new IllegalStateException("The stream has ended: its writer has returned or failed");
      }
      throwIfFailed();
      sender = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void sendAndEnd(Bytes encoded) throws IOException {
    IOException why = null;
    try {
      sink.write(encoded);
      sink.flush();
    } catch (InterruptedIOException e) {
      throw e; // of this event nothing was sent
    } catch (IOException e) {
      why = e;
      throw e;
    } finally {
      endSending(why);
    }
  }

  private void endSending(@Nullable IOException why) {
    lock.lock();
    try {
      sender = null;
      lastNanos = loop.offLoop().nanoTime();
      if (failure == null) {
        failure = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
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

  // ---- Comments.

  private void startTimer() {
    LoopTimer made = loop.newTimer(this::timeUp);
    timer = made;
    made.arm(keepAliveNanos);
  }

  private void timeUp() {
    LoopTimer armed = timer;
    if (armed == null) {
      return;
    }
    long left = beginComment();
    if (left == 0) {
      Thread thread = loop.offLoop().threads("weir-events").newThread(this::sendComment);
      thread.start();
      left = keepAliveNanos;
    }
    armed.arm(left);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** How long it is until a comment is due; 0 if it is now. */
  private long beginComment() {
    lock.lock();
    try {
      if (ended || failure != null || sender != null) {
        return keepAliveNanos;
      }
      return Math.max(0, lastNanos + keepAliveNanos - loop.offLoop().nanoTime());
    } finally {
      lock.unlock();
    }
  }

  private void sendComment() {
    lock.lock();
    try {
      if (ended || failure != null || sender != null) {
        return; // an event is on its way instead
      }
      sender = Thread.currentThread();
      commenter = sender;
    } finally {
      lock.unlock();
    }
    try {
      sendAndEnd(COMMENT);
    } catch (IOException e) {
      tellWriter();
    }
  }

  /** It may wait for what to send, and would never learn. */
  private void tellWriter() {
    lock.lock();
    try {
      if (!ended) {
        interrupted = true;
        writer.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- The end.

  /** The writer's thread goes on to other work: nothing may reach it from here after this. */
  private void end() {
    lock.lock();
    try {
      ended = true;
      awaitSender();
      if (interrupted) {
        var unused = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitSender() {
    Thread comments = commenter;
    while (sender != null) {
      if (comments != null && comments == sender) {
        comments.interrupt(); // the client may take no more for long
      }
      try {
        changed.await();
      } catch (InterruptedException e) {
        interrupted = true; // it was to end, as it does
      }
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and its timers with it.
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
