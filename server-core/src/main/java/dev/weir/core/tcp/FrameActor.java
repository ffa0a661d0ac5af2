package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.core.dispatch.Task;
import dev.weir.spi.transport.CloseCause;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler off the event loop: a bounded queue of frames, and one thread that is there
 * while the queue isn't empty. So a burst of frames costs one thread and no way back to the loop.
 *
 * <pre>
 *          a frame, or the session's opening                 a place and a thread
 *   IDLE ------------------------------------> WAITING -------------------------------> RUNNING
 *     ^                                                                                   |
 *     +------------------------- the queue is empty --------------------------------------+
 * </pre>
 */
final class FrameActor implements FrameRunner {
  /** What a queued frame counts beyond its bytes, so that empty ones can't fill the memory. */
  private static final int FRAME_COST = 64;

  /** On the pool for computing a session lets others have their turn after so many frames. */
  private static final int POOL_BATCH = 32;

  private enum State {
    IDLE,
    WAITING,
    RUNNING,
    /** The handler failed, or the stream has ended; nothing runs any more. */
    ENDED
  }

  private final FrameStream stream;
  private final FrameDoor door;
  private final Object lock = new Object();

  // Guarded by the lock.
  private final ArrayDeque<Bytes> frames = new ArrayDeque<>(4);
  private State state = State.IDLE;
  private long cost;
  private boolean full;

  // Of the thread that runs, and of the next one after it.
  private boolean opened;

  FrameActor(FrameStream stream, FrameDoor door) {
    this.stream = stream;
    this.door = door;
  }

  @Override
  public void start() {
    synchronized (lock) {
      if (state != State.IDLE) {
        return;
      }
      state = State.WAITING;
    }
    if (!door.work().tryEnter()) {
      door.work().enterWhenFree(this::enter);
    } else if (!enter()) {
      door.work().leave();
    }
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
    boolean work;
    synchronized (lock) {
      work = !frames.isEmpty();
    }
    if (work) {
      start();
    }
  }

  /** There is a place; false if it isn't needed any more. Any thread. */
  private boolean enter() {
    if (stream.isClosed()) {
      end();
      return false;
    }
    synchronized (lock) {
      state = State.RUNNING;
    }
    return startThread();
  }

  private boolean startThread() {
    try {
      door.work().start(door.dispatch(), stream.loop(), new Run());
      return true;
    } catch (RejectedExecutionException e) {
      end();
      stream.abort(CloseCause.SHUTDOWN);
      return false;
    }
  }

  private final class Run extends Task {
    @Override
    protected void run() {
      handle();
    }
  }

  /** The handler's thread. */
  private void handle() {
    boolean more = false;
    Throwable failure = null;
    try {
      if (!opened) {
        opened = true;
        door.open(stream.session());
      }
      more = handleFrames();
    } catch (Throwable e) {
      failure = e;
      end();
    }
    if (more && startThread()) {
      return;
    }
    door.work().leave();
    if (failure != null) {
      stream.handlerFailedOffLoop(failure);
    } else {
      stream.runnerIdle();
    }
  }

  /** Whether it stopped to let others have their turn, and frames are left. */
  private boolean handleFrames() throws Exception {
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
        state = State.IDLE;
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

  private void end() {
    synchronized (lock) {
      state = State.ENDED;
      clear();
    }
  }

  @Override
  public boolean isIdle() {
    synchronized (lock) {
      return state == State.ENDED || (state == State.IDLE && frames.isEmpty());
    }
  }

  @Override
  public void drop() {
    synchronized (lock) {
      clear();
    }
  }

  private void clear() {
    frames.clear();
    cost = 0;
    full = false;
  }

  private static long cost(Bytes frame) {
    return frame.length() + (long) FRAME_COST;
  }
}
