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
    Set<OutputLink> held =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    List<Future<?>> users = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        users.add(
            executor.submit(() -> {
              for (int i = 0; i < 500; i++) {
                OutputLink segment = SegmentPool.shared().acquire();
                assertThat(segment.array).hasSize(SegmentPool.SEGMENT_BYTES);
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

  @Test
  void aThreadFindsItsOwnSegmentAgain() {
    OutputLink segment = SegmentPool.shared().acquire();
    SegmentPool.shared().release(segment);
    List<OutputLink> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      found.add(SegmentPool.shared().acquire());
    }
    assertThat(found).anyMatch(other -> other == segment);
  }
}
