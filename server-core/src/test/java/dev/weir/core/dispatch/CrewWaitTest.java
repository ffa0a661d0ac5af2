package dev.weir.core.dispatch;

import static dev.weir.core.dispatch.RunnableTask.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Threads of a crew that wait on their carrier, without limit: work alone ends a wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Isolated("takes carriers from all")
class CrewWaitTest {
  private static final int MANY = 3400;

  private final CarrierWait carrier = new CarrierWait(true, Duration.ofHours(1), Runnable::run);
  private final RunningWork running = new RunningWork();
  private final FakeLoop loop = new FakeLoop();
  private final AtomicLong now = new AtomicLong();
  private final List<Thread> served = Collections.synchronizedList(new ArrayList<>());
  private final Crew crew = crew(Thread.ofVirtual().factory());

  private Crew crew(ThreadFactory threads) {
    return crew(threads, carrier);
  }

  private Crew crew(ThreadFactory threads, CarrierWait at) {
    ProcessorYield never = new ProcessorYield(2, System::nanoTime, () -> {});
    return new Crew(loop, threads, running, at, never, now::get);
  }

  @BeforeEach
  void linkIt() {
    assumeThat(Futex.isAvailable()).isTrue();
    carrier.awaitWork(new ArrayDeque<>());
  }

  @AfterEach
  void endAllWaits() {
    carrier.threadStarts(); // and there is another one from now on
    loop.close();
  }

  private void serve(Crew by) {
    CountDownLatch done = new CountDownLatch(1);
    startServing(by, done);
    await(done);
    Await.until("its turn has ended", () -> running.count() == 0);
  }

  private void startServing(Crew by, CountDownLatch done) {
    loop.run(() ->
        by.start(
            task(() -> {
              served.add(Thread.currentThread());
              done.countDown();
            })));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThreadServesTurnAfterTurn() {
    for (int i = 0; i < MANY; i++) {
      serve(crew);
    }
    assertThat(served).hasSize(MANY);
    assertThat(new HashSet<>(served)).hasSizeLessThan(40); // those before the first wait, and 14
  }

  @Test
  void othersGetTheCarrierNowAndThen() {
    try (OneCarrier scheduler = new OneCarrier()) {
      for (int i = 0; i < 20; i++) {
        serve(crew);
      }
      CountDownLatch hadCarrier = new CountDownLatch(16);
      Runnable other = hadCarrier::countDown;
      for (int i = 0; i < 16; i++) { // from threads of their own: into all queues of the scheduler
        Thread.ofPlatform().start(() -> Thread.ofVirtual().start(other));
      }
      for (int i = 0; i < 4 * 256; i++) {
        serve(crew);
      }
      await(hadCarrier);
    }
  }

  @Test
  void whatAHandlerWakesGetsTheCarrierAfterSixteenTurns() {
    try (OneCarrier scheduler = new OneCarrier()) {
      CountDownLatch awake = new CountDownLatch(1);
      Thread sleeper =
          Thread.ofVirtual()
              .start(() -> {
                LockSupport.park();
                awake.countDown();
              });
      Await.until("it sleeps", () -> sleeper.getState() == Thread.State.WAITING);
      for (int i = 0; i < 20; i++) {
        serve(crew);
      }
      loop.run(() -> crew.start(task(() -> LockSupport.unpark(sleeper))));
      for (int i = 0; i < 16; i++) {
        serve(crew);
      }
      await(awake);
    }
  }

  @Test
  void whereWorkIsRareNobodyWaits() {
    for (int i = 0; i < 100; i++) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      serve(crew);
    }
    assertThat(new HashSet<>(served)).hasSize(100);
    allEnd();
  }

  @Test
  void nobodyWaitsBesideAHandlerThatBlocks() {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loop.run(() ->
        crew.start(
            task(() -> {
              blocked.countDown();
              await(release);
            })));
    await(blocked);
    CountDownLatch done = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      startServing(crew, done);
    }
    await(done);
    allEnd();
    release.countDown();
  }

  @Test
  void theWorkOfAnotherCrewEndsAWait() {
    Crew other = crew(Thread.ofVirtual().factory());
    for (int i = 0; i < 20; i++) {
      serve(crew);
    }
    serve(other);
    allEnd();
  }

  @Test
  void aThreadThatCannotBeStartedIsNotWaitedFor() {
    ThreadFactory virtual = Thread.ofVirtual().factory();
    List<Runnable> refused = new ArrayList<>();
    Crew refusing =
        crew(work -> {
          if (refused.isEmpty()) {
            refused.add(work);
            throw new OutOfMemoryError("as the test wants it");
          }
          return virtual.newThread(work);
        });
    assertThatThrownBy(() -> refusing.start(task(() -> {}))).isInstanceOf(OutOfMemoryError.class);
    for (int i = 0; i < 100; i++) {
      serve(refusing);
    }
    assertThat(new HashSet<>(served)).hasSizeLessThan(100 / 2);
  }

  @Test
  void workFromBesideTheLoopEndsAWait() {
    for (int i = 0; i < 20; i++) {
      serve(crew);
    }
    CountDownLatch done = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
      crew.start(task(done::countDown));
    }
    await(done);
  }

  /** It may come just as the thread finds that there is none, and leaves. */
  @Test
  void workThatComesAsAWaitEndsIsNotForgotten() {
    CarrierWait atOnce = new CarrierWait(true, Duration.ofNanos(1), Runnable::run);
    Crew leaving = crew(Thread.ofVirtual().factory(), atOnce);
    for (int i = 0; i < 20; i++) {
      serve(leaving);
    }
    AtomicInteger done = new AtomicInteger();
    for (int i = 1; i <= 50_000; i++) {
      leaving.start(task(done::incrementAndGet));
      while (done.get() != i) {
        Thread.onSpinWait();
      }
      for (int steps = i % 256; steps > 0; steps--) {
        Thread.onSpinWait();
      }
    }
  }

  private void allEnd() {
    Await.until("all who served have ended", () -> served.stream().noneMatch(Thread::isAlive));
  }
}
