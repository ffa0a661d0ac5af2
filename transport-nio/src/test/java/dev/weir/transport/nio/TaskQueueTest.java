package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TaskQueueTest {
  private final TaskQueue queue = new TaskQueue();
  private final List<Integer> ran = new ArrayList<>();

  private void runAll(TaskQueue.Batch batch) {
    for (Runnable task = batch.next(); task != null; task = batch.next()) {
      task.run();
    }
  }

  @Test
  void aBatchIsWhatWasThereInItsOrder() {
    for (int i = 0; i < 5; i++) {
      int number = i;
      queue.add(() -> ran.add(number));
    }
    TaskQueue.Batch batch = queue.take();
    queue.add(() -> ran.add(5));
    runAll(batch);
    assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    runAll(queue.take());
    assertThat(ran).endsWith(5);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.take().next()).isNull();
  }

  @Test
  void closingGivesTheRestAndRefusesMore() {
    queue.add(() -> ran.add(1));
    runAll(queue.close());
    assertThat(ran).containsExactly(1);
    assertThatThrownBy(() -> queue.add(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(queue.close().next()).isNull();
  }

  @Test
  void tasksOfManyThreadsRunOnceAndInEachThreadsOrder() throws Exception {
    int threads = 4;
    int each = 5_000;
    int[] next = new int[threads];
    List<Thread> adders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      adders.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  int number = i;
                  queue.add(() -> {
                    if (next[thread]++ != number) {
                      throw new AssertionError("Out of order");
                    }
                  });
                }
              }));
    }
    while (adders.stream().anyMatch(Thread::isAlive)) {
      runAll(queue.take());
    }
    runAll(queue.close());
    assertThat(next).containsOnly(each);
  }
}
