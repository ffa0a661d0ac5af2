package dev.weir.core.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
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
 * milliseconds). So after two yields in a row that took longer than small handlers do there is none
 * for {@value #PAUSE_FACTOR} times as long. With several processors a loop goes on: there is
 * another one for the handler.
 */
final class ProcessorYield {
  /** A yield that takes longer, beside what the handlers take, was somebody else's. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What a handler takes with its answer, if it doesn't compute. There may be a thousand. */
  private static final long HANDLER_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

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

  /**
   * Unless others have just kept it for long. On one thread only.
   *
   * @param handlers how many are to run meanwhile; asked for if it leaves
   */
  void leave(IntSupplier handlers) {
    long before = nanoTime.getAsLong();
    if (before - pausesUntil < 0) {
      return;
    }
    long limit = LONG_NANOS + handlers.getAsInt() * HANDLER_NANOS;
    yield.run();
    long after = nanoTime.getAsLong();
    long took = after - before;
    boolean tookLong = took > limit;
    pausesUntil = tookLong && lastTookLong ? after + PAUSE_FACTOR * took : after;
    lastTookLong = tookLong;
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but how often threads change
  private static void threadYield() {
    Thread.yield();
  }
}
