package dev.weir.core.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What bodies and messages that are put together whole may hold, all of a server's together: each
 * has a limit of its own, and many at theirs are more than the heap. Any thread.
 */
public final class GatheredBytes {
  /** So much each may hold without being counted: small ones cost no account. */
  public static final long UNCOUNTED_BYTES = 64 << 10;

  /** What is counted is a multiple of it, so that growing seldom meets other threads. */
  private static final long STEP_BYTES = 64 << 10;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing is held yet.
   *
   * @param most bytes that may be held together
   */
  public GatheredBytes(long most) {
    this.most = most;
  }

  /** Such a part of what the heap may become. */
  public static GatheredBytes ofHeap(int percent) {
    return new GatheredBytes(Runtime.getRuntime().maxMemory() / 100 * percent);
  }

  /** How many bytes are counted now. */
  public long held() {
    return held.get();
  }

  /** What one body, or one queue of messages, holds: nothing yet. */
  public Account account() {
    return new Account();
  }

  private boolean tryTake(long bytes) {
    long before;
    do {
      before = held.get();
      if (bytes > most - before) {
        return false;
      }
    } while (!held.compareAndSet(before, before + bytes));
    return true;
  }

  /** The part of one holder. Whoever lets go of the bytes closes it. */
  public final class Account {
    // Guarded by this.
    private long counted;
    private boolean closed;

    private Account() {}

    /**
     * Says how many bytes are held from now on, more or fewer than before.
     *
     * @return false if there is no room for so many: then those of before are counted still
     */
    public synchronized boolean tryHold(long bytes) {
      long more = counted(bytes) - counted;
      if (more > 0) {
        if (!tryTake(more)) {
          return false;
        }
        counted += more;
        return true;
      }
      hold(bytes);
      return true;
    }

    /** As {@link #tryHold}, for bytes that are there whether there is room or not. */
    public synchronized void hold(long bytes) {
      long more = counted(bytes) - counted;
      if (more != 0) { // most stay uncounted, and meet no other thread here
        counted += more;
        held.addAndGet(more);
      }
    }

    private long counted(long bytes) {
      return closed || bytes <= UNCOUNTED_BYTES
          ? 0
          : (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    }

    /** Nothing is held any more, whatever is said later. */
    public synchronized void close() {
      closed = true;
      hold(0);
    }
  }
}
