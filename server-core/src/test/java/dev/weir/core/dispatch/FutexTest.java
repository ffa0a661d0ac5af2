package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutexTest {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final int TURNS = 20_000;

  @BeforeEach
  void itIsAvailable() {
    assumeThat(Futex.isAvailable()).isTrue();
  }

  @Test
  void oneAtATimeAnnouncesItself() {
    Futex futex = new Futex(FOREVER);
    assertThat(futex.announce()).isTrue();
    assertThat(futex.announce()).isFalse();
    futex.withdraw();
    assertThat(futex.announce()).isTrue();
  }

  @Test
  void aWakeAfterTheAnnouncementEndsTheWaitThatFollows() {
    Futex futex = new Futex(FOREVER);
    assertThat(futex.announce()).isTrue();
    futex.wake();
    assertThat(futex.announce()).as("while it isn't back").isFalse();
    futex.await();
    assertThat(futex.announce()).as("since it is back").isTrue();
  }

  @Test
  void aWaitThatNobodyEndsLastsForTheLimit() {
    Duration limit = Duration.ofMillis(1050);
    Futex futex = new Futex(limit);
    futex.wake();
    long before = System.nanoTime();
    assertThat(futex.announce()).isTrue();
    futex.await();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(limit.toNanos());
    assertThat(futex.announce()).isTrue();
  }

  /** One waits for the turn of the other, both without limit: a wake that is lost ends the test. */
  @Test
  void noWakeIsLostBetweenTwo() throws InterruptedException {
    AtomicInteger turn = new AtomicInteger();
    Futex even = new Futex(FOREVER);
    Futex odd = new Futex(FOREVER);
    Thread other = Thread.ofPlatform().daemon().start(() -> play(turn, 1, odd, even));
    play(turn, 0, even, odd);
    other.join();
    assertThat(turn).hasValue(TURNS);
  }

  private static void play(AtomicInteger turn, int parity, Futex own, Futex others) {
    for (int at = parity; at < TURNS; at += 2) {
      while (turn.get() != at) {
        assertThat(own.announce()).isTrue();
        if (turn.get() == at) {
          own.withdraw();
        } else {
          own.await();
        }
      }
      turn.incrementAndGet();
      others.wake();
    }
  }
}
