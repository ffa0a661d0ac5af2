package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputePoolTest {
  private final ComputePool pool = new ComputePool();

  @AfterEach
  void close() {
    pool.close();
  }

  private static <T> FutureTask<T> onVirtualThread(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    return task.get(60, TimeUnit.SECONDS);
  }

  /** On the virtual threads themselves it would never end: the last would get no carrier. */
  @Test
  void manyThatComputeLeaveOtherVirtualThreadsTheirTurn() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    CountDownLatch computing = new CountDownLatch(processors);
    AtomicBoolean enough = new AtomicBoolean();
    List<FutureTask<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 4 * processors; i++) {
      all.add(
          onVirtualThread(() -> {
            pool.compute(() -> {
              computing.countDown();
              while (!enough.get()) {
                Thread.onSpinWait();
              }
            });
            return true;
          }));
    }
    try {
      assertThat(computing.await(60, TimeUnit.SECONDS)).isTrue();
      result(
          onVirtualThread(() -> {
            enough.set(true);
            return true;
          }));
    } finally {
      enough.set(true);
    }
    for (FutureTask<Boolean> each : all) {
      assertThat(result(each)).isTrue();
    }
  }

  @Test
  void aPlatformThreadComputesItself() throws IOException {
    AtomicReference<Thread> where = new AtomicReference<>();
    pool.compute(() -> where.set(Thread.currentThread()));
    assertThat(where).hasValue(Thread.currentThread());
  }

  @Test
  void whatFailsFailsForTheOneThatWaits() throws Exception {
    IOException failure = new IOException("broken");
    IllegalStateException other = new IllegalStateException("broken, too");
    result(
        onVirtualThread(() -> {
          assertThatThrownBy(() ->
                  pool.compute(() -> {
                    throw failure;
                  }))
              .isSameAs(failure);
          assertThatThrownBy(() ->
                  pool.compute(() -> {
                    throw other;
                  }))
              .isSameAs(other);
          return true;
        }));
  }

  @Test
  void anInterruptIsKeptAndTheComputationAwaited() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> waiting = new AtomicReference<>();
    AtomicBoolean ended = new AtomicBoolean();
    FutureTask<Boolean> task =
        onVirtualThread(() -> {
          waiting.set(Thread.currentThread());
          pool.compute(() -> {
            begun.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            ended.set(true);
          });
          assertThat(ended).isTrue();
          return Thread.currentThread().isInterrupted();
        });
    begun.await();
    waiting.get().interrupt();
    goOn.countDown();
    assertThat(result(task)).isTrue();
  }

  @Test
  void onceClosedItComputesInPlace() throws Exception {
    pool.close();
    AtomicReference<Thread> where = new AtomicReference<>();
    Thread caller =
        result(
            onVirtualThread(() -> {
              pool.compute(() -> where.set(Thread.currentThread()));
              return Thread.currentThread();
            }));
    assertThat(where).hasValue(caller);
  }
}
