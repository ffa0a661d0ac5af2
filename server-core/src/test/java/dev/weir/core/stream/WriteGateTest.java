package dev.weir.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeLoop;
import dev.weir.core.fake.FakeStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.StreamHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteGateTest {
  private static final int WATERMARK = 4 << 10;

  private final FakeLoop loop = new FakeLoop();
  private final AtomicReference<WriteGate> gate = new AtomicReference<>();

  @AfterEach
  void endLoop() {
    loop.close();
  }

  private FakeStream open(boolean offLoop) {
    Limits limits = Limits.defaults().with(Limits.WRITE_HIGH_WATERMARK, (long) WATERMARK);
    return FakeStream.open(
        loop,
        limits,
        offLoop,
        stream -> {
          WriteGate made = new WriteGate(stream);
          gate.set(made);
          return new Handler(made);
        });
  }

  private static void submit(FakeStream stream, int bytes) {
    OutputChain chain = stream.newOutput();
    chain.write(new byte[bytes]);
    stream.submit(chain);
  }

  @Test
  void awaitRoomReturnsAtOnceBelowTheWatermark() throws IOException {
    FakeStream stream = open(false);
    submit(stream, WATERMARK);
    gate.get().awaitRoom();
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void awaitRoomWaitsUntilThePeerHasTakenHalf() throws Exception {
    FakeStream stream = open(false);
    stream.takeOnly(0);
    submit(stream, 2 * WATERMARK);
    CompletableFuture<Void> waiting = awaitRoomOnAThread();
    awaitWaiting(waiting);

    stream.takeOnly(WATERMARK);
    assertThat(waiting).isNotDone();
    stream.takeOnly(WATERMARK);
    waiting.get(30, TimeUnit.SECONDS);
  }

  @Test
  void awaitRoomFailsWithTheCauseOnceTheStreamHasEnded() throws Exception {
    FakeStream stream = open(false);
    stream.takeOnly(0);
    submit(stream, 2 * WATERMARK);
    CompletableFuture<Void> waiting = awaitRoomOnAThread();
    awaitWaiting(waiting);

    stream.resetByPeer();
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IOException.class)
        .hasMessageContaining("reset");
    assertThatThrownBy(() -> gate.get().awaitRoom())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws Exception {
    FakeStream stream = open(false);
    stream.takeOnly(0);
    submit(stream, 2 * WATERMARK);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread waiter =
        Thread.startVirtualThread(() -> {
          try {
            gate.get().awaitRoom();
            interrupted.completeExceptionally(new AssertionError("There was no room"));
          } catch (InterruptedIOException e) {
            interrupted.complete(Thread.currentThread().isInterrupted());
          } catch (Throwable e) {
            interrupted.completeExceptionally(e);
          }
        });
    waiter.interrupt();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void theLoopIsRefusedWhereItWouldWaitForItself() {
    FakeStream stream = open(false);
    stream.takeOnly(0);
    submit(stream, 2 * WATERMARK);
    assertThatThrownBy(() ->
            loop.call(() -> {
              gate.get().awaitRoom();
              return true;
            }))
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  /** The peer opens its window byte by byte, so that full and writable alternate all the time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fiftyThreadsLoseNoWakeUpAndKeepTheBound(boolean offLoop) throws Exception {
    FakeStream stream = open(offLoop);
    stream.takeOnly(0);
    int threads = 50;
    int perThread = 40;
    int size = 512;
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      senders.add(
          onVirtualThread(() -> {
            for (int n = 0; n < perThread; n++) {
              gate.get().awaitRoom();
              submit(stream, size);
            }
          }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new));
    long most = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    int total = threads * perThread * size;
    while (stream.taken().length < total) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      most = Math.max(most, stream.pendingBytes());
      stream.takeOnly(3 * size);
    }
    all.get(30, TimeUnit.SECONDS);
    assertThat(most).isLessThanOrEqualTo(WATERMARK + (long) threads * size);
  }

  private CompletableFuture<Void> awaitRoomOnAThread() {
    return onVirtualThread(() -> gate.get().awaitRoom());
  }

  /** A task that throws what it likes. */
  private interface Task {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> onVirtualThread(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }

  /** Returns once somebody waits at the gate; what is done already would never wait. */
  private void awaitWaiting(CompletableFuture<Void> waiting) {
    Await.until("somebody at the gate", () -> gate.get().isWaitedAt() || waiting.isDone());
    assertThat(waiting).isNotDone();
  }

  private record Handler(WriteGate gate) implements StreamHandler {
    @Override
    public int input(LentBytes input) {
      input.skip(input.remaining());
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {}

    @Override
    public void writable() {
      gate.opened();
    }

    @Override
    public void closed(CloseCause cause) {
      gate.closed(StreamEnds.toException(cause));
    }
  }
}
