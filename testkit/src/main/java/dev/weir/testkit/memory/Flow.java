package dev.weir.testkit.memory;

import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.Link.Step;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: what its link lets through, and when. Under the socket's lock. */
final class Flow {
  private final MemorySocket socket;
  private final Direction direction;
  private long moved;
  private boolean stalled;
  private Step.@Nullable Move late;
  private long lateDue;

  Flow(MemorySocket socket, Direction direction) {
    this.socket = socket;
    this.direction = direction;
  }

  /** How many bytes have travelled so far. */
  long moved() {
    return moved;
  }

  /** Whether no byte can travel now, nor until the socket is told. */
  boolean isHeldUp() {
    return stalled || (late != null && socket.nanoTime() < lateDue);
  }

  /** What may travel now of so many bytes, or null; the socket may have been reset then. */
  Step.@Nullable Move next(int available) {
    if (available == 0 || isHeldUp()) {
      return null;
    }
    Step.Move due = late;
    if (due != null) {
      late = null;
      return due;
    }
    return switch (socket.link().next(direction, moved, available)) {
      case Step.Move move when move.delay().isZero() -> move;
      case Step.Move move -> {
        late = move;
        lateDue = socket.lookAgain(direction, move.delay());
        yield null;
      }
      case Step.Stall _ -> {
        stalled = true;
        yield null;
      }
      case Step.Break _ -> {
        socket.breakLink();
        yield null;
      }
    };
  }

  /** So many bytes have travelled; after them the link may break. */
  void moved(int count) {
    moved += count;
    if (socket.link().next(direction, moved, 0) instanceof Step.Break) {
      socket.breakLink();
    }
  }
}
