package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class PlacesTest {
  private final List<String> entered = new ArrayList<>();

  private BooleanSupplier entry(String name, boolean uses) {
    return () -> {
      entered.add(name);
      return uses;
    };
  }

  @Test
  void asManyAreTakenAsThereAre() {
    Places places = new Places(2);
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isFalse();
    places.giveBack();
    assertThat(places.tryTake()).isTrue();
  }

  @Test
  void whoWaitsEntersAtOnceIfOneIsFree() {
    Places places = new Places(1);
    places.takeWhenFree(entry("first", true));
    assertThat(entered).containsExactly("first");
    assertThat(places.free()).isZero();
  }

  @Test
  void whoWaitsEntersInTheOrderOfAskingAsPlacesComeBack() {
    Places places = new Places(1);
    assertThat(places.tryTake()).isTrue();
    places.takeWhenFree(entry("first", true));
    places.takeWhenFree(entry("second", true));
    assertThat(entered).isEmpty();
    places.giveBack();
    assertThat(entered).containsExactly("first");
    places.giveBack();
    assertThat(entered).containsExactly("first", "second");
    places.giveBack();
    assertThat(places.free()).isEqualTo(1);
  }

  @Test
  void aPlaceThatIsNotUsedGoesToTheNext() {
    Places places = new Places(1);
    assertThat(places.tryTake()).isTrue();
    places.takeWhenFree(entry("gone", false));
    places.takeWhenFree(entry("next", true));
    places.giveBack();
    assertThat(entered).containsExactly("gone", "next");
    assertThat(places.free()).isZero();
  }

  @Test
  void anEntryThatThrowsLeavesThePlaceFree() {
    Places places = new Places(1);
    assertThatThrownBy(() ->
            places.takeWhenFree(() -> {
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(places.free()).isEqualTo(1);
  }

  @Test
  void nobodyWaitsForEverAndNeverAreMoreTakenThanThereAre() throws Exception {
    int max = 3;
    int threads = 8;
    int rounds = 20_000;
    Places places = new Places(max);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch waiters = new CountDownLatch(threads * rounds / 2);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.execute(() -> {
          for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
              places.takeWhenFree(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                waiters.countDown();
                return false;
              });
            } else if (places.tryTake()) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              places.giveBack();
            }
          }
        });
      }
      assertThat(waiters.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(most.get()).isLessThanOrEqualTo(max);
    assertThat(places.free()).isEqualTo(max);
  }

  @Test
  void whoWaitsNoMoreIsPassedOver() {
    Places places = new Places(1);
    assertThat(places.tryTake()).isTrue();
    WorkRunner.Waiting first = places.takeWhenFree(entry("first", true));
    WorkRunner.Waiting second = places.takeWhenFree(entry("second", true));
    assertThat(first.cancel()).isTrue();
    assertThat(first.cancel()).isFalse();
    assertThat(places.waiting()).isEqualTo(1);
    places.giveBack();
    assertThat(entered).containsExactly("second");
    assertThat(second.cancel()).isFalse();
  }

  @Test
  void manyThatComeAndGoWhileAllAreTakenLeaveLittleBehind() {
    Places places = new Places(1);
    assertThat(places.tryTake()).isTrue();
    places.takeWhenFree(entry("patient", true));
    for (int i = 0; i < 100_000; i++) {
      places.takeWhenFree(entry("gone", true)).cancel();
    }
    assertThat(places.queued()).isLessThan(2_000);
    places.giveBack();
    assertThat(entered).containsExactly("patient");
  }
}
