package dev.weir.core.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Leaves the only processor to the thread that a loop has just given work to, before the loop waits
 * for more.
 *
 * <p>A loop that waits is woken by the next request, and the system takes the processor from the
 * handler for it: two changes of threads in the middle of an answer. A loop that could run and
 * doesn't isn't woken; it finds what came meanwhile at once, and the answers beside it.
 *
 * <p>The system may let others run as well, that compute for as long as it lets anyone (some
 * milliseconds). So after two yields in a row that took long there is none for {@value
 * #PAUSE_FACTOR} times as long. With several processors a loop goes on: there is another one for
 * the handler.
 */
final class ProcessorYield {
  /** More than the handlers of a turn take, if none of them computes. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int PAUSE_FACTOR = 100;

  private final boolean onlyOne;
  private final LongSupplier nanoTime;
  private final Runnable yield;
  private boolean lastTookLong;
  private long pausesUntil;

  ProcessorYield() {
    this(Runtime.getRuntime().availableProcessors(), System::nanoTime, ProcessorYield::threadYield);
  }

  ProcessorYield(int processors, LongSupplier nanoTime, Runnable yield) {
    this.onlyOne = processors == 1;
    this.nanoTime = nanoTime;
    this.yield = yield;
    this.pausesUntil = nanoTime.getAsLong();
  }

  /** Whether there is no other processor. With several nobody should leave one. */
  boolean isOnlyOne() {
    return onlyOne;
  }

  /** Unless others have just kept it for long. On one thread only. */
  void leave() {
    long before = nanoTime.getAsLong();
    if (before - pausesUntil < 0) {
      return;
    }
    yield.run();
    long after = nanoTime.getAsLong();
    long took = after - before;
    boolean tookLong = took > LONG_NANOS;
    pausesUntil = tookLong && lastTookLong ? after + PAUSE_FACTOR * took : after;
    lastTookLong = tookLong;
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but how often threads change
  private static void threadYield() {
    Thread.yield();
  }
}
