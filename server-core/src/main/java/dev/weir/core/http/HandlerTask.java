package dev.weir.core.http;

import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The handler of an exchange off the loop, or the writer of its answer's body. */
final class HandlerTask extends Task {
  private final Exchange exchange;
  private final ExchangeWire wire;
  private final WorkRunner work;
  private @Nullable Runnable writer;
  private ClientPlaces.@Nullable Place place; // of the client, once it was let in

  HandlerTask(Exchange exchange, ExchangeWire wire, WorkRunner work) {
    this.exchange = exchange;
    this.wire = wire;
    this.work = work;
  }

  /** It is the writer that is run next. Before the task is started again. */
  void writes(Runnable body) {
    writer = body;
  }

  /** Takes the places that it needs to start; or says how the client is refused. */
  @Nullable Busy tryEnter(SocketAddress client) {
    ClientPlaces.Place before = place;
    ClientPlaces.Place entered = before == null ? work.tryEnter(client) : before.another();
    if (entered == null) {
      return Busy.CLIENT;
    }
    if (!work.tryEnter()) {
      entered.giveBack();
      return Busy.SERVER;
    }
    place = entered;
    return null;
  }

  /** Gives the places back. */
  void leave() {
    work.leave();
    if (place != null) {
      place.giveBack();
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
        next.run().task().place = place; // and that of the server, too, are the next one's
      }
    }
  }

  @Override
  public @Nullable Task next() {
    Exchange next = wire.next();
    return next == null ? null : next.run().task();
  }
}
