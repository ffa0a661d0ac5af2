package dev.weir.core.stream;

import dev.weir.spi.transport.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** One coarse clock for each event loop. */
public final class LoopClocks {
  private final ConcurrentMap<EventLoop, CoarseClock> clocks = new ConcurrentHashMap<>();

  /** The clock of a loop. On that loop. */
  public CoarseClock of(EventLoop loop) {
    return clocks.computeIfAbsent(loop, CoarseClock::new);
  }

  /** Whether the current thread is that of one of the loops. */
  public boolean inAnyLoop() {
    for (EventLoop loop : clocks.keySet()) {
      if (loop.inLoop()) {
        return true;
      }
    }
    return false;
  }
}
