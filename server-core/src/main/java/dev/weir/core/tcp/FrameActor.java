package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.core.dispatch.SerialTask;
import dev.weir.spi.transport.CloseCause;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler off the event loop: a bounded queue of frames, and one thread that is there
 * while the queue isn't empty. So a burst of frames costs one thread and no way back to the loop.
 */
final class FrameActor extends SerialTask implements FrameRunner {
  /** What a queued frame counts beyond its bytes, so that empty ones can't fill the memory. */
  private static final int FRAME_COST = 64;

  /** On the pool for computing a session lets others have their turn after so many frames. */
  private static final int POOL_BATCH = 32;

  private final FrameStream stream;
  private final FrameDoor door;
  private final Object lock = new Object();

  // Guarded by the lock.
  private final ArrayDeque<Bytes> frames = new ArrayDeque<>(4);
  private long cost;
  private boolean full;

  // Of the thread that runs, and of the next one after it.
  private boolean opened;

  FrameActor(FrameStream stream, FrameDoor door) {
    super(door.work(), door.dispatch(), stream.loop());
    this.stream = stream;
    this.door = door;
  }

  @Override
  public boolean accept(Bytes frame) {
    synchronized (lock) {
      frames.add(frame);
      cost += cost(frame);
      full |= cost >= door.readAhead();
      return !full;
    }
  }

  @Override
  public void batchEnded() {
    if (!isEmpty()) {
      start();
    }
  }

  private boolean isEmpty() {
    synchronized (lock) {
      return frames.isEmpty();
    }
  }

  @Override
  protected boolean work() throws Exception {
    if (!opened) {
      opened = true;
      door.open(stream.session());
    }
    int left = door.dispatch() == Dispatch.CPU_POOL ? POOL_BATCH : Integer.MAX_VALUE;
    while (left-- > 0) {
      Bytes frame = next();
      if (frame == null) {
        return false;
      }
      door.chain().handle(stream.session(), frame);
    }
    return true;
  }

  private @Nullable Bytes next() {
    boolean drained;
    Bytes frame;
    synchronized (lock) {
      frame = frames.poll();
      if (frame == null) {
        return null;
      }
      cost -= cost(frame);
      drained = full && cost <= door.readAhead() >> 1;
      full &= !drained;
    }
    if (drained) {
      stream.queueDrained();
    }
    return frame;
  }

  @Override
  protected void rested() {
    batchEnded(); // a frame that came between the last look and the rest
    stream.runnerIdle();
  }

  @Override
  protected void failed(Throwable failure) {
    stream.handlerFailedOffLoop(failure);
  }

  @Override
  protected boolean isOver() {
    return stream.isClosed();
  }

  @Override
  protected void refused() {
    stream.abort(CloseCause.SHUTDOWN);
  }

  @Override
  public boolean isIdle() {
    return hasEnded() || (isResting() && isEmpty());
  }

  @Override
  public void drop() {
    forget();
    stopWaiting();
  }

  @Override
  protected void forget() {
    synchronized (lock) {
      frames.clear();
      cost = 0;
      full = false;
    }
  }

  private static long cost(Bytes frame) {
    return frame.length() + (long) FRAME_COST;
  }
}
