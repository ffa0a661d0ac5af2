package dev.weir.core.fake;

import dev.weir.spi.transport.OffLoop;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The system's threads, with the time of a loop that a test moves. */
record FakeOffLoop(FakeLoop loop) implements OffLoop {
  @Override
  public ThreadFactory threads(String name) {
    return OffLoop.system().threads(name);
  }

  @Override
  public Condition newCondition(Lock lock) {
    return lock.newCondition();
  }

  @Override
  public long nanoTime() {
    return loop.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return loop.currentTimeMillis();
  }
}
