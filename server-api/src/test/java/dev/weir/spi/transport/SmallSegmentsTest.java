package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class SmallSegmentsTest {
  private static final int THREADS = 4;
  private static final int SHARE = SmallSegments.SLOTS / THREADS;

  /** Each step counts, whoever takes it: else two would look in one place, and find no room. */
  @Test
  void whatManyThreadsGiveBackAtOnceIsFoundAgainByAsMany() throws Exception {
    SmallSegments ring = new SmallSegments();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<List<OutputLink>> held = atOnce(threads, () -> acquire(ring, SHARE));
      Set<OutputLink> first = allOf(held);
      assertThat(first).hasSize(SmallSegments.SLOTS);
      for (int round = 0; round < 200; round++) {
        give(threads, ring, held);
        held = atOnce(threads, () -> acquire(ring, SHARE));
        Set<OutputLink> found = allOf(held);
        found.removeIf(link -> !first.contains(link));
        assertThat(found).as("round %d", round).hasSize(SmallSegments.SLOTS);
      }
    }
  }

  private static Set<OutputLink> allOf(List<List<OutputLink>> shares) {
    Set<OutputLink> all = Collections.newSetFromMap(new IdentityHashMap<>());
    shares.forEach(all::addAll);
    return all;
  }

  private static void give(ExecutorService threads, SmallSegments ring, List<List<OutputLink>> held)
      throws Exception {
    var shares = new ConcurrentLinkedQueue<>(held);
    atOnce(
        threads,
        () -> {
          shares.remove().forEach(ring::release);
          return true;
        });
  }

  private static List<OutputLink> acquire(SmallSegments ring, int count) {
    List<OutputLink> links = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      links.add(ring.acquire());
    }
    return links;
  }

  private static <T> List<T> atOnce(ExecutorService threads, Callable<T> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(
          threads.submit(() -> {
            start.await();
            return work.call();
          }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> each : running) {
      results.add(each.get());
    }
    return results;
  }
}
