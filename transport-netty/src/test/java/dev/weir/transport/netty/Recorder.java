package dev.weir.transport.netty;

import dev.weir.LentBytes;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.StreamHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Keeps all that a stream brings, for a test to wait for. */
class Recorder implements StreamHandler {
  final ByteStream stream;
  final CompletableFuture<Void> ended = new CompletableFuture<>();
  final CompletableFuture<CloseCause> closed = new CompletableFuture<>();
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger ends = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Recorder(ByteStream stream) {
    this.stream = stream;
  }

  /** One of a stream that was opened, for who waits for that. */
  static Recorder opened(ByteStream stream, CompletableFuture<Recorder> told) {
    Recorder recorder = new Recorder(stream);
    told.complete(recorder);
    return recorder;
  }

  @Override
  public int input(LentBytes input) {
    calls.incrementAndGet();
    byte[] copy = input.readBytes(input.remaining()).toByteArray();
    lock.lock();
    try {
      bytes.writeBytes(copy);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return 0;
  }

  @Override
  public void inputEnded(LentBytes rest) {
    ends.incrementAndGet();
    ended.complete(null);
  }

  @Override
  public void closed(CloseCause cause) {
    if (!closed.complete(cause)) {
      throw new AssertionError("closed twice");
    }
  }

  /** Waits for the peer's end; fails at once if the stream ends otherwise. */
  void awaitEnded() throws Exception {
    CompletableFuture.anyOf(ended, closed).get(30, TimeUnit.SECONDS);
    if (!ended.isDone()) {
      throw new AssertionError(
          "closed before the peer's end: " + closed.get(), closed.get().error());
    }
  }

  int count() {
    lock.lock();
    try {
      return bytes.size();
    } finally {
      lock.unlock();
    }
  }

  String text() {
    lock.lock();
    try {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many bytes have come. */
  void awaitCount(int count) throws InterruptedException {
    await(() -> bytes.size() >= count);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(30);
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError("only " + bytes.size() + " bytes came");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs on the stream's loop, and waits for it. */
  void onLoop(Runnable task) {
    CompletableFuture.runAsync(task, stream.loop()).orTimeout(30, TimeUnit.SECONDS).join();
  }
}
