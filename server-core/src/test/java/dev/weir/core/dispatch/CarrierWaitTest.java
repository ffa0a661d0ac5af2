package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits have no limit here: where one isn't ended, a test doesn't end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CarrierWaitTest {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final int MANY = 50_000;

  private final CarrierWait carrier = new CarrierWait(true, FOREVER, Runnable::run);
  private final Queue<Integer> work = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void linkIt() {
    assumeThat(Futex.isAvailable()).isTrue();
    carrier.awaitWork(work);
  }

  @Test
  void doesNotWaitBeforeItIsLinkedAndIsLinkedOnce() {
    List<Runnable> links = new ArrayList<>();
    CarrierWait unlinked = new CarrierWait(true, FOREVER, links::add);
    assertThat(links).isEmpty();
    unlinked.awaitWork(work);
    unlinked.awaitWork(work);
    unlinked.wake();
    assertThat(links).hasSize(1);
  }

  @Test
  void neverLinksNothing() {
    CarrierWait.NEVER.awaitWork(work);
    CarrierWait impossible =
        new CarrierWait(
            false,
            FOREVER,
            task -> {
              throw new AssertionError("linked");
            });
    impossible.awaitWork(work);
    impossible.threadStarts();
    impossible.wake();
    assertThat(impossible.isPossible()).isFalse();
  }

  @Test
  void doesNotWaitWhileThereIsWork() {
    carrier.threadStarts();
    work.add(1);
    carrier.awaitWork(work);
    assertThat(work).hasSize(1);
  }

  @Test
  void doesNotWaitBesideAnotherThread() {
    carrier.threadStarts();
    carrier.threadStarts();
    carrier.awaitWork(work);
    carrier.threadEnds();
    Thread waiting = Thread.ofPlatform().daemon().start(() -> carrier.awaitWork(work));
    carrier.threadStarts();
    assertThat(joined(waiting)).isTrue();
  }

  @Test
  void workThatIsAddedEndsTheWait() {
    carrier.threadStarts();
    Thread waiting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int taken = 0; taken < MANY; ) {
                if (work.poll() != null) {
                  taken++;
                } else {
                  carrier.awaitWork(work);
                }
              }
            });
    for (int i = 0; i < MANY; i++) {
      work.add(i);
      carrier.wake();
      while (i % 2 == 0 && !work.isEmpty()) {
        Thread.onSpinWait(); // so that it is out of work again and again
      }
    }
    assertThat(joined(waiting)).isTrue();
  }

  /** Either it sees the thread that starts, or is seen; the two meet at all distances. */
  @Test
  void aThreadThatStartsEndsTheWait() {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    carrier.threadStarts();
    Thread waiting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 1; i <= MANY; i++) {
                spinUntil(begun::get, i);
                carrier.awaitWork(work);
                ended.set(i);
              }
            });
    for (int i = 1; i <= MANY; i++) {
      begun.set(i);
      for (int steps = i % 256; steps > 0; steps--) {
        Thread.onSpinWait();
      }
      carrier.threadStarts();
      spinUntil(ended::get, i);
      carrier.threadEnds();
    }
    assertThat(joined(waiting)).isTrue();
  }

  private static void spinUntil(IntSupplier number, int reached) {
    while (number.getAsInt() != reached) {
      Thread.onSpinWait();
    }
  }

  private static boolean joined(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
