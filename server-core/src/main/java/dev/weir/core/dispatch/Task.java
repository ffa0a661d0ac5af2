package dev.weir.core.dispatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A piece of user code that runs, off the loop. */
public abstract class Task extends Interruptible {
  private static final Logger LOGGER = LoggerFactory.getLogger(Task.class);

  /** What is to be done. What it throws is logged, and ends nothing else. */
  protected abstract void run();

  /**
   * After it has run: what the same thread is to run next, or null. That thread asks it nothing
   * more, so it may be used again from here on.
   */
  public @Nullable Task next() {
    return null;
  }

  /** Runs it on the current thread, which others may interrupt for as long. */
  public final void execute() {
    begin();
    try {
      run();
    } catch (Throwable e) {
      LOGGER.error("A task failed outside of its own handling of errors", e);
    } finally {
      end();
    }
  }
}
