package dev.weir.spi.tls;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** How many handshakes may be under way; further ones wait for their turn, in their order. */
final class HandshakeGate {
  private final int limit;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private int inside;

  HandshakeGate(int limit) {
    this.limit = limit;
  }

  /**
   * Enters, or waits for it.
   *
   * @param turn run once it has entered later, on any thread
   * @return whether it has entered now
   */
  synchronized boolean enter(Runnable turn) {
    if (inside < limit) {
      inside++;
      return true;
    }
    waiting.add(turn);
    return false;
  }

  /** Doesn't want to enter any more; false if it has entered, or is about to be told. */
  synchronized boolean giveUp(Runnable turn) {
    return waiting.remove(turn);
  }

  /** Whether somebody waits. */
  synchronized boolean isContended() {
    return !waiting.isEmpty();
  }

  /** Leaves, which lets the next one enter. */
  void leave() {
    Runnable next = null;
    synchronized (this) {
      Iterator<Runnable> first = waiting.iterator();
      if (first.hasNext()) {
        next = first.next();
        first.remove();
      } else {
        inside--;
      }
    }
    if (next != null) {
      next.run();
    }
  }
}
