package dev.weir.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SlotValuesTest {
  @Test
  void holdsAValueForEachSlot() {
    Slot<String> one = Slot.named("same");
    Slot<String> other = Slot.named("same");
    SlotValues values = new SlotValues();
    assertThat(values.get(one)).isNull();
    values.set(other, "other");
    assertThat(values.get(one)).isNull();
    assertThat(values.get(other)).isEqualTo("other");
    values.set(other, null);
    assertThat(values.get(other)).isNull();
  }

  @Test
  void losesNothingThatThreadsSetAtOnce() throws Exception {
    List<Slot<Integer>> slots = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      slots.add(Slot.named("slot" + i));
    }
    SlotValues values = new SlotValues();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      int index = i;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              start.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            values.set(slots.get(index), index);
          }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < slots.size(); i++) {
      assertThat(values.get(slots.get(i))).isEqualTo(i);
    }
  }
}
