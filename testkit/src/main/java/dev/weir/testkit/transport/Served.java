package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.LentBytes;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection on the server's side of a test. It checks at each call what holds for all: on the
 * loop, none inside another, none after the last, each end once.
 */
final class Served implements ConnectionHandler, StreamHandler {
  private static final int PATIENCE_SECONDS = 20;

  private final TransportConnection connection;
  private final Script script;
  private final CompletableFuture<ByteStream> opened = new CompletableFuture<>();
  private final CompletableFuture<CloseCause> streamEnd = new CompletableFuture<>();
  private final CompletableFuture<CloseCause> end = new CompletableFuture<>();
  private boolean inCall; // on the loop

  // Under the lock of this object.
  private final List<String> violations = new ArrayList<>();
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final List<Integer> offered = new ArrayList<>();
  private int ends;
  private int timesWritable;

  Served(TransportConnection connection, Script script) {
    this.connection = connection;
    this.script = script;
    check(connection.loop().inLoop(), "accepted off the loop");
  }

  TransportConnection connection() {
    return connection;
  }

  EventLoop loop() {
    return connection.loop();
  }

  /** The stream; on the loop, or once something has been collected. */
  ByteStream stream() {
    return opened.resultNow();
  }

  @Override
  public StreamHandler streamOpened(ByteStream stream) {
    enter("streamOpened");
    opened.complete(stream);
    script.opened(this);
    leave();
    return this;
  }

  @Override
  public int input(LentBytes input) {
    return guarded(
        "input",
        () -> {
          note(() -> offered.add(input.remaining()));
          check(!stream().isReadingPaused(), "input while reading is paused");
          check(input.remaining() > 0, "input of no bytes");
          return script.input(this, input);
        });
  }

  @Override
  public void inputEnded(LentBytes rest) {
    guarded(
        "inputEnded",
        () -> {
          check(!stream().isReadingPaused(), "inputEnded while reading is paused");
          note(() -> ends++);
          script.inputEnded(this, rest);
          return 0;
        });
  }

  @Override
  public void writable() {
    guarded(
        "writable",
        () -> {
          note(() -> timesWritable++);
          script.writable(this);
          return 0;
        });
  }

  /** Of the stream or of the connection: both come here, the stream's first. */
  @Override
  public void closed(CloseCause cause) {
    enter("closed");
    try {
      if (opened.isDone() && streamEnd.complete(cause)) {
        script.closed(this, cause);
      } else {
        check(end.complete(cause), "the connection ended twice");
      }
    } finally {
      leave();
      note(() -> {});
    }
  }

  private int guarded(String what, Callable<Integer> call) {
    enter(what);
    try {
      return call.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      leave();
    }
  }

  private void enter(String what) {
    check(loop().inLoop(), what + " off the loop");
    check(loop().thread() == Thread.currentThread(), what + " on another thread than the loop's");
    check(!inCall, what + " inside another call");
    check(!end.isDone(), what + " after the end of the connection");
    check(!streamEnd.isDone() || what.equals("closed"), what + " after the end of the stream");
    inCall = true;
  }

  private void leave() {
    inCall = false;
  }

  private void check(boolean holds, String violation) {
    if (!holds) {
      note(() -> violations.add(violation));
    }
  }

  private synchronized void note(Runnable change) {
    change.run();
    notifyAll();
  }

  /** Consumes all of the input, for the test to look at. */
  void collect(LentBytes input) {
    byte[] bytes = input.readBytes(input.remaining()).toByteArray();
    note(() -> collected.writeBytes(bytes));
  }

  /** Collects a word of the script's own. */
  void mark(String word) {
    note(() -> collected.writeBytes(word.getBytes(StandardCharsets.ISO_8859_1)));
  }

  // ---- For the test's thread.

  synchronized byte[] collected() {
    return collected.toByteArray();
  }

  synchronized int collectedCount() {
    return collected.size();
  }

  synchronized String text() {
    return collected.toString(StandardCharsets.ISO_8859_1);
  }

  /** How many bytes each call of input offered. */
  synchronized List<Integer> offered() {
    return List.copyOf(offered);
  }

  synchronized int ends() {
    return ends;
  }

  synchronized int timesWritable() {
    return timesWritable;
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Waits for what a call on the loop changes. */
  synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      assertTrue(millis > 0, () -> "Waited in vain: " + what + "; there is '" + text() + "'");
      wait(millis);
    }
  }

  void awaitText(String expected) throws InterruptedException {
    await("'" + expected + "' collected", () -> text().equals(expected));
  }

  boolean isEnded() {
    return end.isDone();
  }

  CloseCause awaitEnd() throws InterruptedException {
    CloseCause cause = get("the end of the connection", end);
    if (opened.isDone()) {
      assertTrue(streamEnd.isDone(), "The connection has ended, and its stream hasn't");
      assertTrue(streamEnd.resultNow().equals(cause), "Stream and connection end differently");
    }
    return cause;
  }

  /** Runs something on the loop and waits for it. */
  <T> T onLoop(Callable<T> task) throws InterruptedException {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop()
        .execute(() -> {
          try {
            done.complete(task.call());
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return get("a task of the loop", done);
  }

  /** As {@link #onLoop}, for what gives nothing. */
  void runOnLoop(Runnable task) throws InterruptedException {
    @Nullable Object unused =
        onLoop(() -> {
          task.run();
          return loop();
        });
  }

  static <T> T get(String what, CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Waited in vain for " + what, e);
    } catch (ExecutionException e) {
      throw new AssertionError(what + " failed", e.getCause());
    }
  }
}
