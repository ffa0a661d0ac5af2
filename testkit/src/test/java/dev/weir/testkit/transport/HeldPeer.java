package dev.weir.testkit.transport;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client whose second write waits until it is let go. */
final class HeldPeer extends ShapedPeer {
  private static final int PATIENCE_SECONDS = 20;

  private final AtomicInteger writes = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  HeldPeer(Peer inner) {
    super(inner);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    if (writes.getAndIncrement() == 1) {
      held.countDown();
      await(released);
    }
    super.write(bytes);
  }

  void awaitHeld() throws IOException {
    await(held);
  }

  void release() {
    released.countDown();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Waited in vain");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }
}
