package dev.weir.transport.netty;

import java.util.concurrent.atomic.AtomicBoolean;

/** A task that is either run by its loop, once, or taken back. */
final class LoopTask implements Runnable {
  private final AtomicBoolean gone = new AtomicBoolean();
  private final Runnable task;

  LoopTask(Runnable task) {
    this.task = task;
  }

  /** Takes it back; false if it runs, or has run. */
  boolean takeBack() {
    return gone.compareAndSet(false, true);
  }

  @Override
  public void run() {
    if (gone.compareAndSet(false, true)) {
      NettyEventLoop.run(task);
    }
  }
}
