package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitTimeTest {
  private static final int ROUNDS = 3_000_000;

  @Test
  void waitsAddUpAndTheOneThatGoesOnCounts() {
    WaitTime waits = new WaitTime(-100);
    assertThat(waits.until(0)).isZero();
    waits.begin(10);
    assertThat(waits.until(15)).isEqualTo(5);
    waits.end(17);
    assertThat(waits.until(1_000)).isEqualTo(7);
    waits.begin(1_000);
    assertThat(waits.until(1_003)).isEqualTo(10);
    waits.end(1_003);
    waits.begin(1_003);
    waits.end(1_003);
    assertThat(waits.until(2_000)).isEqualTo(10);
  }

  @Test
  void aClockThatIsBehindTheWaitersGivesNoNegativeTime() {
    WaitTime waits = new WaitTime(0);
    waits.begin(10);
    assertThat(waits.until(4)).isZero();
    waits.end(10);
    assertThat(waits.until(10)).isZero();
  }

  /** The time passes in waits only: so whoever asks may find none that wasn't waited. */
  @Test
  void whoAsksWhileAWaitEndsDoesNotMissIt() throws Exception {
    WaitTime waits = new WaitTime(0);
    AtomicLong time = new AtomicLong();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < ROUNDS; i++) {
                Thread.onSpinWait(); // time enough between two waits to be met there
                waits.begin(time.get());
                waits.end(time.incrementAndGet());
              }
            });
    long missed = 0;
    while (waiter.isAlive()) {
      long now = time.get();
      missed = Math.max(missed, now - waits.until(now));
    }
    waiter.join();
    assertThat(missed).isZero();
    assertThat(waits.until(time.get())).isEqualTo(ROUNDS);
  }
}
