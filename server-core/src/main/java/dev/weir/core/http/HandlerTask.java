package dev.weir.core.http;

import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import org.jspecify.annotations.Nullable;

/** The handler of an exchange off the loop, or the writer of its answer's body. */
final class HandlerTask extends Task {
  private final Exchange exchange;
  private final ExchangeWire wire;
  private final WorkRunner work;
  private @Nullable Runnable writer;

  HandlerTask(Exchange exchange, ExchangeWire wire, WorkRunner work) {
    this.exchange = exchange;
    this.wire = wire;
    this.work = work;
  }

  /** It is the writer that is run next. Before the task is started again. */
  void writes(Runnable body) {
    writer = body;
  }

  @Override
  protected void run() {
    try {
      if (writer == null) {
        exchange.handle();
      } else {
        writer.run();
      }
    } finally {
      if (wire.next() == null) {
        work.leave(); // else the place is the next one's
      }
    }
  }

  @Override
  public @Nullable Task next() {
    Exchange next = wire.next();
    return next == null ? null : next.run().task();
  }
}
