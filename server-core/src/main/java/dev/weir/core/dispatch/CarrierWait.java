package dev.weir.core.dispatch;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a crew's thread that has nothing left waits for more without leaving its carrier. For the
 * carrier to search for other work, to be parked and woken, and to begin another thread costs more
 * than a small handler; this costs one system call on each side.
 *
 * <p>The scheduler doesn't know of it: what else is ready to run waits for the carrier, too. So it
 * is only for where the loop and the handlers share everything anyway, a JVM of one processor;
 * nobody waits while another thread of a crew lives, which may be blocked and about to go on; and a
 * new one that is started ends it.
 */
final class CarrierWait {
  /** Of none. */
  static final CarrierWait NEVER = new CarrierWait(false, Duration.ZERO, task -> {});

  /**
   * Longer than the period of the clock that most Linux systems have. A shorter limit is the
   * processor's next timer, and to set that takes a virtual machine longer than a request does.
   */
  private static final Duration LIMIT = Duration.ofMillis(5);

  /** Of all crews of all servers: they have the same carriers. */
  private static final CarrierWait OF_THIS_JVM =
      new CarrierWait(
          Runtime.getRuntime().availableProcessors() == 1 && Futex.isAvailable(),
          LIMIT,
          task -> Thread.ofPlatform().daemon().name("weir-linker").start(task));

  private final boolean possible;
  private final Duration limit;
  private final Executor linker;
  private final AtomicInteger threads = new AtomicInteger();
  private final AtomicBoolean linking = new AtomicBoolean();
  private volatile @Nullable Futex futex;

  /**
   * Nothing is linked yet.
   *
   * @param linker where it is: nobody's request shall wait for that, nor a server's start
   */
  CarrierWait(boolean possible, Duration limit, Executor linker) {
    this.possible = possible;
    this.limit = limit;
    this.linker = linker;
  }

  static CarrierWait ofThisJvm() {
    return OF_THIS_JVM;
  }

  boolean isPossible() {
    return possible;
  }

  /** A thread of a crew is going to be started; it may need the carrier. Any thread. */
  void threadStarts() {
    if (possible) {
      threads.incrementAndGet(); // before the look at who waits: who comes to wait later sees it
      wake();
    }
  }

  /** It has ended. */
  void threadEnds() {
    if (possible) {
      threads.decrementAndGet();
    }
  }

  /** Ends the wait. Any thread, after it has given any crew work. */
  void wake() {
    Futex word = futex;
    if (word != null) {
      word.wake();
    }
  }

  /** Waits if the current thread is the only one of all crews and there is no work. */
  void awaitWork(Queue<?> work) {
    Futex word = futex;
    if (word == null) {
      link();
    } else if (word.announce()) {
      if (threads.get() > 1 || !work.isEmpty()) {
        word.withdraw();
      } else {
        word.await();
      }
    }
  }

  private void link() {
    if (possible && linking.compareAndSet(false, true)) {
      linker.execute(() -> futex = new Futex(limit));
    }
  }
}
