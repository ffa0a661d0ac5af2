package dev.weir.core.dispatch;

import dev.weir.DoorStatus;
import java.util.concurrent.atomic.LongAdder;

/** Counts the handlers of a door. Any thread. */
public final class HandlerCounts {
  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder timedOut = new LongAdder();

  /** With all at 0. */
  public HandlerCounts() {}

  void started() {
    started.increment();
  }

  void ended() {
    ended.increment();
  }

  /** One is interrupted, since it took too long. */
  public void timedOut() {
    timedOut.increment();
  }

  /** What they are now. */
  public DoorStatus.Handlers status() {
    long before = ended.sum(); // first: else more might have ended than started
    long begun = started.sum();
    return new DoorStatus.Handlers(begun - before, begun, timedOut.sum());
  }
}
