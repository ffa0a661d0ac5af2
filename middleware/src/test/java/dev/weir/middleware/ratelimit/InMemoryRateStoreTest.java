package dev.weir.middleware.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryRateStoreTest {
  private static final Rate TEN = Rate.perSecond(10);

  private final AtomicLong now = new AtomicLong(1);
  private final InMemoryRateStore store = new InMemoryRateStore(1_000, clock(now));

  @Test
  void givesWhatTheRateAllowsAtOnceThenSaysHowLongToWait() {
    for (int i = 0; i < 10; i++) {
      assertThat(store.tryTake("a", TEN)).isZero();
    }
    assertThat(store.tryTake("a", TEN)).isBetween(1L, Duration.ofMillis(100).toNanos());
  }

  @Test
  void permitsComeBackEvenlyOverThePeriod() {
    for (int i = 0; i < 10; i++) {
      store.tryTake("a", TEN);
    }
    now.addAndGet(Duration.ofMillis(200).toNanos());

    assertThat(store.tryTake("a", TEN)).isZero();
    assertThat(store.tryTake("a", TEN)).isZero();
    assertThat(store.tryTake("a", TEN)).isPositive();
  }

  @Test
  void clientsDontTakeFromEachOther() {
    Rate one = Rate.perSecond(1);
    assertThat(store.tryTake("a", one)).isZero();
    assertThat(store.tryTake("a", one)).isPositive();
    assertThat(store.tryTake("b", one)).isZero();
  }

  @Test
  void exactlyTheRateIsGivenToManyThreads() throws Exception {
    AtomicInteger given = new AtomicInteger();
    Rate rate = Rate.perSecond(500);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2_000; i++) {
        threads.submit(() -> {
          if (store.tryTake("a", rate) == 0) {
            given.incrementAndGet();
          }
        });
      }
    }
    assertThat(given).hasValue(500);
  }

  @Test
  void aMillionClientsAreForgottenBeyondTheBound() {
    for (int i = 0; i < 1_000_000; i++) {
      store.tryTake("client " + i, TEN);
    }
    assertThat(store.size()).isLessThanOrEqualTo(1_000);
  }

  private static TimeMeter clock(AtomicLong now) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return now.get();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }
}
