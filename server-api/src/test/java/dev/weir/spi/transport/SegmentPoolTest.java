package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class SegmentPoolTest {
  @Test
  void aConfinedPoolGivesBackWhatItGotLast() {
    SegmentPool pool = SegmentPool.confined();
    OutputLink first = pool.acquire();
    OutputLink second = pool.acquire();
    pool.release(first);
    pool.release(second);
    assertThat(pool.acquire()).isSameAs(second);
    assertThat(pool.acquire()).isSameAs(first);
  }

  @Test
  void noSegmentHasTwoHolders() throws Exception {
    haveOneHolderEach(SegmentPool.SEGMENT_BYTES, SegmentPool.shared()::acquire);
  }

  @Test
  void noSmallSegmentHasTwoHolders() throws Exception {
    haveOneHolderEach(SmallSegments.BYTES, () -> SegmentPool.acquireToWait(SmallSegments.BYTES));
  }

  private static void haveOneHolderEach(int bytes, Supplier<OutputLink> acquire) throws Exception {
    Set<OutputLink> held =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    List<Future<?>> users = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        users.add(
            executor.submit(() -> {
              for (int i = 0; i < 500; i++) {
                OutputLink segment = acquire.get();
                assertThat(segment.array).hasSize(bytes);
                assertThat(held.add(segment)).isTrue();
                Thread.yield();
                held.remove(segment);
                SegmentPool.shared().release(segment);
              }
            }));
      }
    }
    for (Future<?> user : users) {
      user.get();
    }
  }

  /** Other tests may take one of them, but hardly half. */
  @Test
  void whatALoopGivesBackAtOnceIsFoundByOthers() {
    for (int i = 0; i < 512; i++) {
      SegmentPool.acquireToWait(1); // what was there before, so that there is room
    }
    Set<OutputLink> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 64; i++) {
      given.add(SegmentPool.acquireToWait(1));
    }
    given.forEach(SegmentPool.confined()::release);
    int found = 0;
    for (int i = 0; i < 512; i++) {
      if (given.contains(SegmentPool.acquireToWait(1))) {
        found++;
      }
    }
    assertThat(found).isGreaterThan(32);
  }

  @Test
  void whatIsLongWaitsInAnArrayOfItsSize() {
    int bytes = SmallSegments.BYTES + 1;
    OutputLink link = SegmentPool.acquireToWait(bytes);
    assertThat(link.array).hasSize(bytes);
    assertThat(link.pooled).isFalse();
  }

  @Test
  void aThreadFindsItsOwnSegmentAgain() {
    SegmentPool pool = SegmentPool.newShared();
    OutputLink segment = pool.acquire();
    pool.release(segment);
    assertThat(pool.acquire()).isSameAs(segment);
  }

  /** As the writer of a body does what the loop gave back once it was sent. */
  @Test
  void aThreadFindsAgainWhatAnotherGaveBack() throws Exception {
    SegmentPool pool = SegmentPool.newShared();
    List<OutputLink> taken = acquire(pool, 16);
    Thread loop = Thread.ofPlatform().start(() -> taken.forEach(pool::release));
    loop.join();
    assertThat(acquire(pool, 16)).containsExactlyInAnyOrderElementsOf(taken);
  }

  private static List<OutputLink> acquire(SegmentPool pool, int count) {
    List<OutputLink> links = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      links.add(pool.acquire());
    }
    return links;
  }
}
