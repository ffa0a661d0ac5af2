package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.transport.nio.socket.Selectable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

@Timeout(60)
@EnabledIf("dev.weir.transport.nio.linux.LinuxSystemTest#isAvailable")
final class DescriptorTest {
  @Test
  void aClosedOneIsRefused() {
    try (SocketPair pair = new SocketPair()) {
      Descriptor descriptor = pair.descriptor();
      assertThat(descriptor.isOpen()).isTrue();
      descriptor.close(pair.callState());
      assertThat(descriptor.isOpen()).isFalse();
      pair.awaitEnd();
      assertThatThrownBy(descriptor::onLoop).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(descriptor::acquire).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void theLastReleaseClosesWhatWasClosedMeanwhile() throws Exception {
    try (SocketPair pair = new SocketPair()) {
      Descriptor descriptor = pair.descriptor();
      int first = descriptor.acquire();
      int second = descriptor.acquire();
      assertThat(second).isEqualTo(first);
      descriptor.close(pair.callState());
      assertThat(descriptor.isOpen()).isFalse();
      assertThatThrownBy(descriptor::acquire).isInstanceOf(ClosedChannelException.class);
      descriptor.release(pair.callState());
      assertThat(SocketPair.send(second, pair.callState())).isTrue(); // it is still ours
      assertThat(pair.received()).isEqualTo(1);
      assertThat(pair.hasEnded()).isFalse();
      descriptor.release(pair.callState());
      pair.awaitEnd();
    }
  }

  @Test
  void releasingAnOpenOneLeavesItOpen() throws Exception {
    try (SocketPair pair = new SocketPair()) {
      int acquired = pair.descriptor().acquire();
      pair.descriptor().release(pair.callState());
      assertThat(pair.hasEnded()).isFalse();
      assertThat(pair.descriptor().onLoop()).isEqualTo(acquired);
    }
  }

  @Test
  void aPollerIsLeftAtOnceThoughTheCloseWaitsForARelease() throws Exception {
    EpollPoller poller = new EpollPoller(Selectable::ready);
    try (SocketPair pair = new SocketPair()) {
      Descriptor descriptor = pair.descriptor();
      poller.register(pair, new Untold()).interest(true, false);
      poller.poll(0);
      descriptor.acquire();
      descriptor.close(pair.callState());
      assertThat(poller.registered()).isEmpty();
      assertThat(pair.hasEnded()).isFalse();
      descriptor.close(pair.callState());
      descriptor.release(pair.callState());
      descriptor.close(pair.callState());
      pair.awaitEnd();
    } finally {
      poller.close();
    }
  }

  private static final class Untold implements Selectable {
    @Override
    public void ready(boolean readable, boolean writable) {
      throw new AssertionError("It has left");
    }

    @Override
    public void shutdown() {
      throw new AssertionError("No loop ends here");
    }
  }

  @Test
  void closingAgainLeavesTheNextOwnerOfTheNumberAlone() {
    try (SocketPair pair = new SocketPair()) {
      pair.descriptor().close(pair.callState());
      try (SocketPair next = new SocketPair()) { // has the number, unless another thread was faster
        pair.descriptor().close(pair.callState());
        assertThat(next.hasEnded()).isFalse();
      }
    }
  }

  /**
   * Threads use a descriptor while it is closed, and its number is given to another socket as soon
   * as the system can: nothing of theirs ever arrives there, and it is closed once.
   */
  @Test
  void theNumberIsNeverUsedAfterItIsAnothers() throws Exception {
    int users = 3;
    try (ExecutorService executor = Executors.newFixedThreadPool(users)) {
      for (int round = 0; round < 1_000; round++) {
        try (SocketPair pair = new SocketPair()) {
          AtomicInteger sent = new AtomicInteger();
          CountDownLatch atWork = new CountDownLatch(1);
          List<Future<?>> uses = new ArrayList<>();
          for (int user = 0; user < users; user++) {
            uses.add(executor.submit(() -> use(pair.descriptor(), sent, atWork)));
          }
          assertThat(atWork.await(30, TimeUnit.SECONDS)).isTrue();
          pair.descriptor().close(pair.callState());
          try (SocketPair next = new SocketPair()) {
            for (Future<?> use : uses) {
              use.get(30, TimeUnit.SECONDS);
            }
            assertThat(next.received()).isZero();
            assertThat(next.hasEnded()).isFalse();
            assertThat(SocketPair.send(next.descriptor().onLoop(), next.callState())).isTrue();
          }
          assertThat(pair.received()).isEqualTo(sent.get());
          pair.awaitEnd();
        }
      }
    }
  }

  /** Sends by the descriptor until it is closed. */
  private static void use(Descriptor descriptor, AtomicInteger sent, CountDownLatch atWork) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = Libc.callState(arena);
      while (true) {
        int number;
        try {
          number = descriptor.acquire();
        } catch (ClosedChannelException e) {
          return;
        }
        try {
          atWork.countDown();
          Thread.yield(); // for the close to come between
          if (SocketPair.send(number, callState)) {
            sent.incrementAndGet();
          }
        } finally {
          descriptor.release(callState);
        }
      }
    }
  }
}
