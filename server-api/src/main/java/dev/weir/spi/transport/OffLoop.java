package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * What code beside the event loops stands on: its threads, how they wait, and its time. A transport
 * whose time isn't the machine's, as one for tests, brings its own. Any thread.
 *
 * <p>The core waits at conditions made here alone, and only for what an event loop brings. So who
 * makes them knows whether a thread is at work or waits.
 */
@Preview
public interface OffLoop {
  /** The JDK's virtual threads and conditions, and the machine's time. */
  static OffLoop system() {
    return SystemOffLoop.SYSTEM;
  }

  /** Makes threads for user code that may block, all of one name. */
  ThreadFactory threads(String name);

  /** A condition of {@code lock} to wait at. */
  Condition newCondition(Lock lock);

  /**
   * Whether the threads run one at a time, and time stands still meanwhile. Then a pool of threads
   * for computing would be of no use, and nobody watches for loops that are held.
   */
  default boolean takesTurns() {
    return false;
  }

  /** The time that event loops have, in nanoseconds of {@link System#nanoTime}. */
  long nanoTime();

  /** The wall clock in milliseconds since 1970. */
  long currentTimeMillis();
}
