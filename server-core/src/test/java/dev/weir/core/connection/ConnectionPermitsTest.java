package dev.weir.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.weir.spi.transport.Binding;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionPermitsTest {
  @Test
  void givesAsManyAsThereAre() {
    ConnectionPermits permits = new ConnectionPermits(2);
    assertThat(permits.tryAcquire()).isTrue();
    assertThat(permits.tryAcquire()).isTrue();
    assertThat(permits.tryAcquire()).isFalse();
    permits.release();
    assertThat(permits.tryAcquire()).isTrue();
  }

  @Test
  void wakesAllDoorsWhenOneIsFreeAfterARefusalAndNotOtherwise() {
    Binding one = mock();
    Binding other = mock();
    ConnectionPermits permits = new ConnectionPermits(1);
    permits.wakes(one);
    permits.wakes(other);
    permits.tryAcquire();
    permits.release();
    verify(one, never()).resumeAccepting();
    permits.tryAcquire();
    permits.tryAcquire(); // refused
    permits.release();
    permits.tryAcquire();
    permits.release();
    verify(one, times(1)).resumeAccepting();
    verify(other, times(1)).resumeAccepting();
  }

  @Test
  void aDoorThatWasRefusedBeforeItWasKnownIsWokenWhenItIs() {
    Binding binding = mock();
    ConnectionPermits permits = new ConnectionPermits(1);
    permits.tryAcquire();
    permits.tryAcquire(); // refused, and the release may come before the door is added
    permits.wakes(binding);
    verify(binding).resumeAccepting();
  }

  @Test
  void manyThreadsNeverHoldMoreThanThereAreAndNoneWaitsForever() throws Exception {
    int limit = 3;
    int rounds = 2_000;
    ConnectionPermits permits = new ConnectionPermits(limit);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int threads = 6;
    CountDownLatch done = new CountDownLatch(threads);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        executor.execute(() -> {
          for (int taken = 0; taken < rounds; ) {
            if (permits.tryAcquire()) {
              most.accumulateAndGet(held.incrementAndGet(), Math::max);
              held.decrementAndGet();
              permits.release();
              taken++;
            } else {
              Thread.yield();
            }
          }
          done.countDown();
        });
      }
      assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(most.get()).isBetween(1, limit);
    for (int i = 0; i < limit; i++) {
      assertThat(permits.tryAcquire()).isTrue();
    }
    assertThat(permits.tryAcquire()).isFalse();
  }
}
