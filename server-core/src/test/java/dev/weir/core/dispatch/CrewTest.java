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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes carriers from all")
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

  private Crew crewOnOneProcessor(ThreadFactory threads, Runnable whileTheLoopIsAway) {
    return crewOn(1, threads, whileTheLoopIsAway);
  }

  private Crew crewOn(int processors, ThreadFactory threads, Runnable whileTheLoopIsAway) {
    ProcessorYield processor = new ProcessorYield(processors, System::nanoTime, whileTheLoopIsAway);
    return new Crew(
        loop, threads, new RunningWork(), CarrierWait.NEVER, processor, System::nanoTime);
  }

  @Test
  void theLoopLeavesTheOnlyProcessorOnceForTheWorkOfATurnWhichTakesOneThread() {
    int aTurn = 64;
    AtomicInteger yields = new AtomicInteger();
    AtomicInteger threads = new AtomicInteger();
    AtomicInteger waiting = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(aTurn);
    ThreadFactory virtual = Thread.ofVirtual().factory();
    Crew crew =
        crewOnOneProcessor(
            work -> {
              threads.incrementAndGet();
              return virtual.newThread(work);
            },
            () -> {
              yields.incrementAndGet();
              await(done); // what the turn gave has begun, or is going to while the loop waits
            });
    loop.run(() -> {
      for (int i = 0; i < aTurn; i++) {
        crew.start(task(done::countDown));
      }
      waiting.set(crew.queued());
    });
    assertThat(waiting).as("what waits for the end of the turn").hasValue(aTurn);
    assertThat(yields).hasValue(1);
    assertThat(threads).hasValue(1);
  }

  @Test
  void oneOfSeveralProcessorsIsNotLeft() {
    AtomicInteger yields = new AtomicInteger();
    Crew crew = crewOn(2, Thread.ofVirtual().factory(), yields::incrementAndGet);
    CountDownLatch done = new CountDownLatch(1);
    loop.run(() -> crew.start(task(done::countDown)));
    await(done);
    assertThat(yields).hasValue(0);
  }

  @Test
  void theLoopThatIsBackSchedulesTheThreadThatGoesOnBesideAHandlerThatBlocks() {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Crew crew = crewOnOneProcessor(Thread.ofVirtual().factory(), () -> await(blocked));
    loop.run(() -> {
      crew.start(
          task(() -> {
            blocked.countDown();
            await(release);
          }));
      crew.start(task(done::countDown));
    });
    await(done);
    release.countDown();
  }

  @Test
  void aThreadThatCannotBeStartedLeavesNothingToTheLoop() throws Exception {
    AtomicBoolean refuses = new AtomicBoolean(true);
    ThreadFactory virtual = Thread.ofVirtual().factory();
    Crew crew =
        crewOnOneProcessor(
            work -> {
              if (refuses.getAndSet(false)) {
                throw new OutOfMemoryError("as the test wants it");
              }
              return virtual.newThread(work);
            },
            () -> {});
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> {
      crew.start(task(() -> await(release)));
      crew.start(task(done::countDown));
    });
    loop.thread().join(TimeUnit.SECONDS.toMillis(30)); // a loop of tests ends by what it is thrown
    crew.start(task(() -> {}));
    await(done);
    release.countDown();
  }

  private static Task again(Crew crew, AtomicInteger done, AtomicBoolean over) {
    return task(() -> {
      done.incrementAndGet();
      if (!over.get()) {
        crew.start(again(crew, done, over));
      }
    });
  }

  @RepeatedTest(3)
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void othersGetTheCarrierAlthoughThereIsAlwaysMoreToDo() {
    Crew crew = crewOn(2, Thread.ofVirtual().factory(), () -> {});
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    try (OneCarrier scheduler = new OneCarrier()) {
      crew.start(again(crew, done, over));
      Await.until("threads of the crew have followed one another", () -> done.get() >= 10 * MANY);
      CountDownLatch hadCarrier = new CountDownLatch(1);
      Thread.ofVirtual().start(hadCarrier::countDown);
      await(hadCarrier);
    } finally {
      over.set(true);
    }
  }

  /** It would cost each first request after a pause a change of threads. */
  @Test
  void aCrewThatHadNothingLeftDoesNotGiveWay() {
    AtomicInteger timeAsked = new AtomicInteger();
    RunningWork running = new RunningWork();
    Crew crew =
        new Crew(
            loop,
            Thread.ofVirtual().factory(),
            running,
            CarrierWait.NEVER,
            new ProcessorYield(2, System::nanoTime, () -> {}),
            timeAsked::incrementAndGet);
    try (OneCarrier scheduler = new OneCarrier()) {
      runAll(crew, running, 100);
      int inBusyPeriod = timeAsked.get();
      assertThat(inBusyPeriod).as("the first thread leaves some to the next").isPositive();
      runAll(crew, running, 1);
      assertThat(timeAsked).hasValue(inBusyPeriod);
    }
  }

  @Test
  void theLoopKeepsLeavingTheProcessorToManyHandlersThoughTheyTakeLongTogether() {
    int aTurn = 60;
    long takes = TimeUnit.MICROSECONDS.toNanos(20 * aTurn);
    AtomicLong now = new AtomicLong();
    AtomicInteger yields = new AtomicInteger();
    AtomicReference<CountDownLatch> away = new AtomicReference<>(new CountDownLatch(1));
    RunningWork running = new RunningWork();
    Crew crew =
        new Crew(
            loop,
            work ->
                Thread.ofVirtual()
                    .unstarted(() -> {
                      await(away.get());
                      work.run();
                    }),
            running,
            CarrierWait.NEVER,
            new ProcessorYield(
                1,
                now::get,
                () -> {
                  yields.incrementAndGet();
                  now.addAndGet(takes);
                  away.get().countDown();
                }),
            System::nanoTime);
    for (int turn = 0; turn < 5; turn++) {
      away.set(new CountDownLatch(1));
      runAll(crew, running, aTurn);
    }
    assertThat(yields).hasValue(5);
  }

  private void runAll(Crew crew, RunningWork running, int tasks) {
    CountDownLatch done = new CountDownLatch(tasks);
    loop.run(() -> {
      for (int i = 0; i < tasks; i++) {
        crew.start(task(done::countDown));
      }
    });
    await(done);
    Await.until("all threads have looked for more", () -> running.count() == 0);
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
