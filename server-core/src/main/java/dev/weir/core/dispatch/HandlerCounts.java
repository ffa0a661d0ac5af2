package dev.weir.core.dispatch;

import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Handlers.NoPlace;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the handlers of a door. Any thread. */
public final class HandlerCounts {
  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder timedOut = new LongAdder();
  private final Map<NoPlace, LongAdder> refused = new EnumMap<>(NoPlace.class);

  /** With all at 0. */
  public HandlerCounts() {
    for (NoPlace each : NoPlace.values()) {
      refused.put(each, new LongAdder());
    }
  }

  void started() {
    started.increment();
  }

  void ended() {
    ended.increment();
  }

  /** One wasn't started, for want of a place. */
  public void refused(NoPlace why) {
    Objects.requireNonNull(refused.get(why)).increment();
  }

  /** One is interrupted, since it took too long. */
  public void timedOut() {
    timedOut.increment();
  }

  /** What they are now. */
  public DoorStatus.Handlers status() {
    long before = ended.sum(); // first: else more might have ended than started
    long begun = started.sum();
    return new DoorStatus.Handlers(begun - before, begun, timedOut.sum(), sums());
  }

  private Map<NoPlace, Long> sums() {
    Map<NoPlace, Long> sums = new EnumMap<>(NoPlace.class);
    refused.forEach((why, count) -> sums.put(why, count.sum()));
    return sums;
  }
}
