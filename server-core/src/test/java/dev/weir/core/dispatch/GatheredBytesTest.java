package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Together no more than there is room for, and all of it given back. */
class GatheredBytesTest {
  private static final long KIB_64 = 64 << 10;

  private final GatheredBytes gathered = new GatheredBytes(4 * KIB_64);

  @Test
  void whatIsSmallIsntCounted() {
    assertThat(gathered.account().tryHold(KIB_64)).isTrue();
    assertThat(gathered.held()).isZero();
  }

  @Test
  void whatDoesntFitIsRefusedAndWhatWasHeldStays() {
    GatheredBytes.Account first = gathered.account();
    GatheredBytes.Account second = gathered.account();
    assertThat(first.tryHold(3 * KIB_64)).isTrue();
    assertThat(second.tryHold(KIB_64 + 1)).isFalse();
    assertThat(first.tryHold(4 * KIB_64 + 1)).isFalse();
    assertThat(gathered.held()).isEqualTo(3 * KIB_64);
    assertThat(first.tryHold(2 * KIB_64)).isTrue();
    assertThat(second.tryHold(KIB_64 + 1)).isTrue();
    assertThat(gathered.held()).isEqualTo(4 * KIB_64);
  }

  @Test
  void whatIsThereAnywayIsCountedBeyondTheRoom() {
    GatheredBytes.Account account = gathered.account();
    account.hold(5 * KIB_64);
    assertThat(gathered.held()).isEqualTo(5 * KIB_64);
    assertThat(gathered.account().tryHold(KIB_64 + 1)).isFalse();
    account.hold(0);
    assertThat(gathered.held()).isZero();
  }

  @Test
  void nothingIsCountedAfterTheEnd() {
    GatheredBytes.Account account = gathered.account();
    assertThat(account.tryHold(2 * KIB_64)).isTrue();
    account.close();
    assertThat(gathered.held()).isZero();
    assertThat(account.tryHold(100 * KIB_64)).isTrue();
    account.hold(KIB_64 * 3);
    account.close();
    assertThat(gathered.held()).isZero();
  }

  @Test
  void manyThreadsNeverHoldMoreAndGiveAllBack() throws Exception {
    Callable<Void> holder =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            GatheredBytes.Account account = gathered.account();
            if (account.tryHold(ThreadLocalRandom.current().nextLong(3 * KIB_64))) {
              assertThat(gathered.held()).isBetween(0L, 4 * KIB_64);
            }
            account.close();
          }
          return null;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(threads.submit(holder));
      }
      for (Future<Void> one : running) {
        one.get();
      }
    }
    assertThat(gathered.held()).isZero();
  }
}
