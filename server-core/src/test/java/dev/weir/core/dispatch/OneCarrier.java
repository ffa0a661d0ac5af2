package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The scheduler of virtual threads with all its carriers but one taken, until it is closed. */
final class OneCarrier implements AutoCloseable {
  private volatile boolean closed;

  OneCarrier() {
    int others = Runtime.getRuntime().availableProcessors() - 1;
    CountDownLatch taken = new CountDownLatch(others);
    for (int i = 0; i < others; i++) {
      Thread.ofVirtual()
          .start(() -> {
            taken.countDown();
            while (!closed) {
              Thread.onSpinWait();
            }
          });
    }
    boolean allTaken = false;
    try {
      allTaken = taken.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      closed = !allTaken; // or those that were taken would be missing in all other tests
    }
    assertThat(allTaken).isTrue();
  }

  @Override
  public void close() {
    closed = true;
  }
}
