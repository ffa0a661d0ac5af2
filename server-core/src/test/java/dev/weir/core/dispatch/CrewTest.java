package dev.weir.core.dispatch;

import static dev.weir.core.dispatch.RunnableTask.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CrewTest {
  private static final int MANY = 1000;

  private final FakeLoop loop = new FakeLoop();
  private final Workers workers = new Workers(2 * MANY, 2 * MANY, new GatheredBytes(0));
  private final WorkRunner runner = workers.forDoor("door", TrustedProxies.none());

  @AfterEach
  void end() {
    workers.close();
    loop.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(Task task) {
    runner.start(Dispatch.VIRTUAL_THREAD, loop, task);
  }

  private boolean awaitNothingRunning() {
    return workers.await(
        () -> workers.running() == 0, System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
  }

  @Test
  void eachOfManyThatBlockHasAThreadOfItsOwn() {
    CountDownLatch blocked = new CountDownLatch(MANY);
    CountDownLatch release = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        start(
            task(() -> {
              threads.add(Thread.currentThread());
              blocked.countDown();
              await(release);
            }));
      }
    });
    await(blocked);
    assertThat(threads).hasSize(MANY);
    // One more may have come to look for work that another has taken meanwhile.
    Await.until("nobody but those", () -> workers.running() == MANY);
    release.countDown();
    assertThat(awaitNothingRunning()).isTrue();
  }

  @Test
  void oneThatNeverBlocksIsDoneWhileAllBeforeItDo() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        start(task(() -> await(release)));
      }
      start(task(last::countDown));
    });
    await(last);
    release.countDown();
    assertThat(awaitNothingRunning()).isTrue();
  }

  @RepeatedTest(20)
  void nothingStartedOnOrOffTheLoopIsForgotten() throws Exception {
    AtomicInteger done = new AtomicInteger();
    Thread outside =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < MANY; i++) {
                start(task(done::incrementAndGet));
              }
            });
    for (int i = 0; i < MANY; i++) {
      loop.execute(() -> start(task(done::incrementAndGet)));
    }
    outside.join();
    loop.run(() -> {});
    assertThat(awaitNothingRunning()).isTrue();
    assertThat(done).hasValue(2 * MANY);
  }

  @Test
  void theWorkOfATurnSharesAThreadAsLongAsNoneBlocks() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(MANY);
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        start(
            task(() -> {
              threads.add(Thread.currentThread());
              done.countDown();
            }));
      }
    });
    await(done);
    assertThat(threads).hasSizeLessThan(MANY / 2);
  }

  @Test
  void theLoopLeavesTheProcessorOnceForTheWorkOfATurn() {
    AtomicInteger yields = new AtomicInteger();
    AtomicInteger waiting = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(MANY);
    ProcessorYield processor =
        new ProcessorYield(
            1,
            System::nanoTime,
            () -> {
              yields.incrementAndGet();
              await(done); // what the turn gave has begun, or is going to while the loop waits
            });
    Crew crew =
        new Crew(
            loop,
            Thread.ofVirtual().factory(),
            new RunningWork(),
            CarrierWait.NEVER,
            processor,
            System::nanoTime);
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        crew.start(task(done::countDown));
      }
      waiting.set(crew.queued());
    });
    assertThat(waiting).as("what waits for the end of the turn").hasValue(MANY);
    assertThat(yields).hasValue(1);
  }

  @Test
  void anInterruptThatATaskLeavesBehindDoesNotReachTheNext() {
    CountDownLatch done = new CountDownLatch(2 * MANY);
    AtomicInteger interrupted = new AtomicInteger();
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        start(
            task(() -> {
              Thread.currentThread().interrupt();
              done.countDown();
            }));
        start(
            task(() -> {
              if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
              }
              done.countDown();
            }));
      }
    });
    await(done);
    assertThat(interrupted).hasValue(0);
  }

  @Test
  void theCutInterruptsWhatRunsAndWhatWaits() {
    CountDownLatch entered = new CountDownLatch(MANY);
    AtomicInteger interrupted = new AtomicInteger();
    loop.run(() -> {
      for (int i = 0; i < MANY; i++) {
        start(
            task(() -> {
              entered.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
            }));
      }
    });
    workers.interruptAll();
    assertThat(awaitNothingRunning()).isTrue();
    assertThat(interrupted).hasValue(MANY);
    await(entered);
  }

  @Test
  void aTaskThatThrowsEndsNeitherItsThreadNorThePlaceOfOthers() {
    CountDownLatch done = new CountDownLatch(1);
    loop.run(() -> {
      start(
          task(() -> {
            throw new IllegalStateException("as the test wants it");
          }));
      start(task(done::countDown));
    });
    await(done);
    assertThat(awaitNothingRunning()).isTrue();
  }
}
