package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.FakeLoop;
import dev.weir.spi.protocol.Dispatcher.Work;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamDispatcherTest {
  private final FakeLoop loop = new FakeLoop();
  private final Workers workers = new Workers(2, 2, new GatheredBytes(0));
  private final StreamDispatcher dispatcher =
      new StreamDispatcher(
          loop, workers.forDoor("door", TrustedProxies.none()), TimeUnit.SECONDS.toNanos(10));
  private final AtomicInteger completions = new AtomicInteger();

  private record Outcome(@Nullable Object result, @Nullable Throwable failure, boolean onLoop) {}

  @AfterEach
  void end() {
    workers.close();
    loop.close();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void theCompletionComesOnceOnTheLoopWithTheResult(Dispatch dispatch) throws Exception {
    Outcome outcome = dispatch(dispatch, () -> "result").get(20, TimeUnit.SECONDS);
    assertThat(outcome).isEqualTo(new Outcome("result", null, true));
    assertThat(completions).hasValue(1);
    assertThat(loop.armedTimers()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void whatTheWorkThrowsIsTheFailure(Dispatch dispatch) throws Exception {
    AssertionError error = new AssertionError();
    Outcome outcome =
        dispatch(
                dispatch,
                () -> {
                  throw error;
                })
            .get(20, TimeUnit.SECONDS);
    assertThat(outcome).isEqualTo(new Outcome(null, error, true));
  }

  @Test
  void theThreadIsTheOneAskedFor() throws Exception {
    Callable<Object> thread = Thread::currentThread;
    assertThat(dispatch(Dispatch.EVENT_LOOP, thread).get().result()).isSameAs(loop.thread());
    Thread virtual = (Thread) dispatch(Dispatch.VIRTUAL_THREAD, thread).get().result();
    assertThat(virtual.isVirtual()).isTrue();
    assertThat(virtual.getName()).isEqualTo("weir-door");
    Thread pooled = (Thread) dispatch(Dispatch.CPU_POOL, thread).get().result();
    assertThat(pooled.isVirtual()).isFalse();
    assertThat(pooled.getName()).startsWith("weir-cpu-");
  }

  @Test
  void onTheLoopBothRunBeforeDispatchReturns() {
    AtomicReference<@Nullable Outcome> seen = new AtomicReference<>();
    loop.run(() -> {
      CompletableFuture<Outcome> outcome = dispatchHere(Dispatch.EVENT_LOOP, () -> "x");
      seen.set(outcome.getNow(null));
    });
    assertThat(seen.get()).isNotNull();
  }

  @Test
  void beyondWhatMayBeInFlightNothingRuns() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Outcome> first = dispatch(Dispatch.VIRTUAL_THREAD, waitFor(release));
    CompletableFuture<Outcome> second = dispatch(Dispatch.CPU_POOL, waitFor(release));
    assertThat(dispatch(Dispatch.VIRTUAL_THREAD, () -> "third").isCancelled()).isTrue();
    assertThat(loop.armedTimers()).isEqualTo(1);
    release.countDown();
    first.get(20, TimeUnit.SECONDS);
    second.get(20, TimeUnit.SECONDS);
    assertThat(dispatch(Dispatch.VIRTUAL_THREAD, () -> "fourth").get().result())
        .isEqualTo("fourth");
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"VIRTUAL_THREAD", "CPU_POOL"})
  void atTheDeadlineTheWorkIsInterruptedAndItsFailureIsATimeout(Dispatch dispatch)
      throws Exception {
    CompletableFuture<Outcome> outcome = dispatch(dispatch, waitFor(new CountDownLatch(1)));
    loop.advance(Duration.ofSeconds(11));
    assertThat(outcome.get(20, TimeUnit.SECONDS).failure())
        .isInstanceOf(TimeoutException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(completions).hasValue(1);
  }

  @Test
  void cancelInterruptsTheWorkAndNotWhatTheThreadDoesNext() throws Exception {
    AtomicReference<@Nullable Work> work = new AtomicReference<>();
    CompletableFuture<Outcome> cancelled =
        dispatch(Dispatch.CPU_POOL, waitFor(new CountDownLatch(1)), work);
    work.get().cancel();
    assertThat(cancelled.get(20, TimeUnit.SECONDS).failure())
        .isInstanceOf(InterruptedException.class);
    work.get().cancel();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      assertThat(dispatch(Dispatch.CPU_POOL, Thread::interrupted).get().result()).isEqualTo(false);
    }
  }

  @Test
  void aResultThatComesAfterTheEndOfTheLoopGivesItsPlaceBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    dispatch(
        Dispatch.VIRTUAL_THREAD,
        () -> {
          entered.countDown();
          release.await();
          return "late";
        });
    entered.await();
    loop.close();
    loop.thread().join();
    release.countDown();
    assertThat(
            workers.await(
                () -> workers.running() == 0, System.nanoTime() + TimeUnit.SECONDS.toNanos(20)))
        .isTrue();
    assertThat(completions).hasValue(0);
    WorkRunner runner = workers.forDoor("other", TrustedProxies.none());
    assertThat(runner.tryEnter()).isTrue();
    assertThat(runner.tryEnter()).isTrue();
    assertThat(runner.tryEnter()).isFalse();
  }

  @Test
  void afterTheEndOfTheWorkersNothingRuns() {
    workers.close();
    assertThat(dispatch(Dispatch.VIRTUAL_THREAD, () -> "x").isCancelled()).isTrue();
    assertThat(dispatch(Dispatch.CPU_POOL, () -> "x").isCancelled()).isTrue();
    assertThat(loop.armedTimers()).isZero();
    assertThat(workers.running()).isZero();
  }

  private static Callable<Object> waitFor(CountDownLatch latch) {
    return () -> {
      latch.await();
      return "released";
    };
  }

  /** Dispatches on the loop; the future is cancelled if nothing runs. */
  private CompletableFuture<Outcome> dispatch(Dispatch dispatch, Callable<Object> work) {
    return dispatch(dispatch, work, new AtomicReference<>());
  }

  private CompletableFuture<Outcome> dispatch(
      Dispatch dispatch, Callable<Object> work, AtomicReference<@Nullable Work> handle) {
    AtomicReference<CompletableFuture<Outcome>> outcome = new AtomicReference<>();
    loop.run(() -> outcome.set(dispatchHere(dispatch, work, handle)));
    return outcome.get();
  }

  private CompletableFuture<Outcome> dispatchHere(Dispatch dispatch, Callable<Object> work) {
    return dispatchHere(dispatch, work, new AtomicReference<>());
  }

  private CompletableFuture<Outcome> dispatchHere(
      Dispatch dispatch, Callable<Object> work, AtomicReference<@Nullable Work> handle) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    handle.set(
        dispatcher.dispatch(
            dispatch,
            work,
            (result, failure) -> {
              completions.incrementAndGet();
              outcome.complete(new Outcome(result, failure, loop.inLoop()));
            }));
    if (handle.get() == null) {
      outcome.cancel(false);
    }
    return outcome;
  }
}
