package dev.weir.core.connection;

import dev.weir.Door;
import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Connections.Refusal;
import dev.weir.core.door.ReasonCounts;
import java.util.concurrent.atomic.LongAdder;

/** Counts the connections of a door. Any thread. */
final class ConnectionCounts {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final ReasonCounts<Refusal> refused = new ReasonCounts<>(Refusal.class);

  /** There is one, which may yet be refused. */
  void opened() {
    opened.increment();
  }

  /** One that was opened is no more. */
  void closed() {
    closed.increment();
  }

  /** One was let in. */
  void accepted() {
    accepted.increment();
  }

  void refused(Refusal reason) {
    refused.add(reason);
  }

  DoorStatus.Connections status(Door door, DoorStatus.Handlers handlers) {
    long before = closed.sum(); // first: else more might have closed than opened
    return new DoorStatus.Connections(
        door, handlers, opened.sum() - before, accepted.sum(), refused.counts());
  }
}
