package dev.weir.core.http;

import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import org.jspecify.annotations.Nullable;

/** The handler of an exchange off the loop, or the writer of its answer's body. */
final class HandlerTask extends Task {
  private final Exchange exchange;
  private final ExchangeWire wire;
  private final WorkRunner work;
  private @Nullable Runnable writer;
  private ClientPlaces.@Nullable Client admitted; // who has a place, once it was let in

  HandlerTask(Exchange exchange, ExchangeWire wire, WorkRunner work) {
    this.exchange = exchange;
    this.wire = wire;
    this.work = work;
  }

  /** {@link Exchange#letGo}. */
  void letGo() {
    admitted = null;
    writer = null;
  }

  /** It is the writer that is run next. Before the task is started again. */
  void writes(Runnable body) {
    writer = body;
  }

  /** Takes the places that it needs to start; or says how the client is refused. */
  @Nullable Busy tryEnter() {
    ClientPlaces.Client before = admitted;
    // What goes on from the handler isn't refused: its answer is under way.
    ClientPlaces.Client entered = before == null ? exchange.client().tryTake() : before.take();
    if (entered == null) {
      return Busy.CLIENT;
    }
    if (!work.tryEnter()) {
      entered.giveBack();
      return Busy.SERVER;
    }
    admitted = entered;
    return null;
  }

  /** Gives the places back. */
  void leave() {
    work.leave();
    if (admitted != null) {
      admitted.giveBack();
    }
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
      Exchange next = wire.next();
      if (next == null) {
        leave();
      } else {
        next.run().task().admitted = admitted; // and that of the server, too, are the next one's
      }
    }
  }

  @Override
  public @Nullable Task next() {
    Exchange next = wire.next();
    HandlerTask following = next == null ? null : next.run().task();
    wire.left();
    return following;
  }
}
