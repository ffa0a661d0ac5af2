package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptibleTest {
  @Test
  void theThreadThatTakesOverIsMetThoughTheOneBeforeIsLateToLeave() throws Exception {
    Work work = new Work();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch takenOver = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              work.begin();
              begun.countDown();
              awaitUninterrupted(takenOver);
              work.end();
              left.countDown();
            });
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread second =
        Thread.ofVirtual()
            .start(() -> {
              awaitUninterrupted(begun);
              work.begin();
              takenOver.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              work.end();
            });
    assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(work.isRunning()).isTrue();
    assertThat(work.runsOn(second)).isTrue();
    work.interrupt();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    second.join();
    assertThat(work.isRunning()).isFalse();
    first.join();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Work extends Interruptible {}
}
