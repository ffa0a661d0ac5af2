package dev.weir.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.util.BufferRecycler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
  @Test
  void aThreadFindsWhatItLeft() {
    SlotPool pool = new SlotPool(16);
    BufferRecycler first = pool.acquireAndLinkPooled();
    first.releaseToPool();
    assertThat(pool.acquirePooled()).isSameAs(first);
    assertThat(pool.pooledCount()).isZero();
  }

  @Test
  void whatIsInUseIsNeverGivenTwice() {
    SlotPool pool = new SlotPool(16);
    Set<BufferRecycler> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 100; i++) {
      assertThat(inUse.add(pool.acquirePooled())).isTrue();
    }
  }

  @Test
  void itNeverKeepsMoreThanItsBound() throws Exception {
    SlotPool pool = new SlotPool(16);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        all.add(threads.submit(() -> pool.releasePooled(new BufferRecycler())));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(pool.pooledCount()).isBetween(4, 16);
    assertThat(pool.clear()).isTrue();
    assertThat(pool.pooledCount()).isZero();
  }

  @Test
  void manyThreadsNeverShareOne() throws Exception {
    SlotPool pool = new SlotPool(8);
    Set<BufferRecycler> inUse =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(() -> {
              for (int turn = 0; turn < 50_000; turn++) {
                BufferRecycler mine = pool.acquirePooled();
                assertThat(inUse.add(mine)).isTrue();
                inUse.remove(mine);
                pool.releasePooled(mine);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void itsSizeIsAPowerOfTwo() {
    assertThatThrownBy(() -> new SlotPool(3)).isInstanceOf(IllegalArgumentException.class);
  }
}
