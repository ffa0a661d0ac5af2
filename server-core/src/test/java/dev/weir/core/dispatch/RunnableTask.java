package dev.weir.core.dispatch;

/** A task of a test. */
final class RunnableTask extends Task {
  private final Runnable work;

  private RunnableTask(Runnable work) {
    this.work = work;
  }

  static Task task(Runnable work) {
    return new RunnableTask(work);
  }

  @Override
  protected void run() {
    work.run();
  }
}
