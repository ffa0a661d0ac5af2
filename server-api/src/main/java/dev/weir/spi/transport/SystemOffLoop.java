package dev.weir.spi.transport;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The JDK's threads and the machine's time. */
enum SystemOffLoop implements OffLoop {
  SYSTEM;

  @Override
  public ThreadFactory threads(String name) {
    // One name for all: a number for each would cost a string per request; the thread's id tells
    // them apart in a dump.
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).factory();
  }

  @Override
  public Condition newCondition(Lock lock) {
    return lock.newCondition();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }
}
