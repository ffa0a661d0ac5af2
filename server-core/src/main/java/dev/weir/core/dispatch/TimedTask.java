package dev.weir.core.dispatch;

/** Work off the loop that a {@link TimeLimit} interrupts once its time is over. */
public abstract class TimedTask extends Task {
  private long dueNanos; // on the loop
  private volatile boolean late;
  private volatile boolean over;

  /** Its time is over: it was late, and is interrupted. On the loop, once at most. */
  protected void timeUp() {}

  /** Whether it was interrupted for its time. */
  protected final boolean isLate() {
    return late;
  }

  /** It is done, or was never started: its time doesn't matter any more. Any thread. */
  protected final void over() {
    over = true;
  }

  final boolean isOver() {
    return over;
  }

  final void begins(long due) {
    dueNanos = due;
  }

  final long dueNanos() {
    return dueNanos;
  }

  final void endTime() {
    late = true;
    interrupt();
    timeUp();
  }
}
