package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEachSystem
final class NioEventLoopTest {
  private final TestSystem system;

  NioEventLoopTest(TestSystem system) {
    this.system = system;
  }

  private NioTransport started() {
    NioTransport transport = new NioTransport(system.sockets(), 1, 4 << 10, 2, Limits.defaults());
    transport.start();
    return transport;
  }

  @Test
  void tasksRunInOrderOnTheLoopsThread() throws Exception {
    try (NioTransport transport = started()) {
      NioEventLoop loop = transport.loops().getFirst();
      List<Integer> seen = new ArrayList<>();
      CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
      for (int i = 0; i < 1_000; i++) {
        int number = i;
        loop.execute(() -> seen.add(number));
      }
      loop.execute(() -> inLoop.complete(loop.inLoop()));
      assertThat(inLoop.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(seen).hasSize(1_000).isSorted();
      assertThat(loop.inLoop()).isFalse();
      assertThat(loop.thread().getName()).isEqualTo("weir-nio-0");
      assertThat(loop.thread().isDaemon()).isFalse();
    }
  }

  @Test
  void aTaskThatThrowsOrInterruptsDoesNotEndTheLoop() throws Exception {
    try (NioTransport transport = started()) {
      NioEventLoop loop = transport.loops().getFirst();
      CompletableFuture<Boolean> after = new CompletableFuture<>();
      loop.execute(() -> {
        throw new AssertionError("no");
      });
      loop.execute(() -> Thread.currentThread().interrupt());
      loop.execute(() -> loop.newTimer(() -> after.complete(true)).arm(20_000_000));
      assertThat(after.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aTimerFiresNoEarlierThanArmed() throws Exception {
    try (NioTransport transport = started()) {
      NioEventLoop loop = transport.loops().getFirst();
      long wait = Duration.ofMillis(100).toNanos();
      CompletableFuture<Long> passed = new CompletableFuture<>();
      loop.execute(() -> {
        long start = loop.nanoTime();
        loop.newTimer(() -> passed.complete(loop.nanoTime() - start)).arm(wait);
      });
      assertThat(passed.get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(wait);
    }
  }

  @Test
  void aTimersTaskThatThrowsLeavesTheOthers() throws Exception {
    try (NioTransport transport = started()) {
      NioEventLoop loop = transport.loops().getFirst();
      CompletableFuture<Boolean> other = new CompletableFuture<>();
      loop.execute(() -> {
        loop.newTimer(
                () -> {
                  throw new IllegalStateException("no");
                })
            .arm(0);
        loop.newTimer(() -> other.complete(true)).arm(0);
      });
      assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void theEndIsWaitedForAndRefusesTasks() {
    NioTransport transport = started();
    NioEventLoop loop = transport.loops().getFirst();
    transport.close();
    transport.close();
    assertThat(loop.thread().isAlive()).isFalse();
    assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void closingOnALoopIsRefused() throws Exception {
    try (NioTransport transport = started()) {
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(transport::close, transport.loops().getFirst());
      assertThatThrownBy(() -> closing.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aTransportThatWasNeverStartedCloses() {
    new NioTransport(system.sockets(), 1, 4 << 10, 2, Limits.defaults()).close();
  }
}
