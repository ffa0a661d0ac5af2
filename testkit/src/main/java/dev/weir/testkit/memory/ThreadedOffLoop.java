package dev.weir.testkit.memory;

import dev.weir.spi.transport.OffLoop;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The system's threads, with the time of the transport. */
record ThreadedOffLoop(VirtualClock clock) implements OffLoop {
  @Override
  public ThreadFactory threads(String name) {
    return OffLoop.system().threads(name);
  }

  @Override
  public Condition newCondition(Lock lock) {
    return OffLoop.system().newCondition(lock);
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return clock.currentTimeMillis();
  }
}
