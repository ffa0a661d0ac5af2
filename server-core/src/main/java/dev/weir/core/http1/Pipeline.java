package dev.weir.core.http1;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on a connection, and the exchanges behind: parsed already, so that the thread
 * which ends one goes on with the next, and neither waits for the loop.
 *
 * <pre>
 *   FREE -> TAKEN -> FREE               nothing waits: the loop finds it free at the next input
 *   FREE -> TAKEN -> CALLS -> FREE      the loop has held input, or is to close: it is called
 * </pre>
 *
 * <p>An exchange joins, and a turn ends, under one lock: none is left behind by a thread that has
 * gone. Joining and taking are the loop's; so is leaving by {@link #leave}, when no other thread
 * has the turn. Those need the lock only where another thread may be about to leave, so an exchange
 * on the loop never takes it.
 */
final class Pipeline {
  /** So much is parsed ahead of its turn. */
  private static final int MAX_BEHIND = 32;

  /** Heads take their octets, and as much again: after so many nothing joins. */
  private static final int MAX_OCTETS_BEHIND = 32 << 10;

  private volatile boolean taken;
  private boolean calls;
  private @Nullable Http1Wire current;
  private volatile @Nullable ArrayDeque<Http1Wire> behind; // most connections never have one
  private int octetsBehind;

  /** An exchange takes the free turn. */
  void take(Http1Wire wire) {
    calls = false;
    current = wire;
    taken = true;
  }

  boolean isTaken() {
    return taken;
  }

  /** Whether it is taken; then the loop will be called when it ends, with all that are behind. */
  boolean isTakenOrCalls() {
    return taken && callsIfTaken();
  }

  private synchronized boolean callsIfTaken() {
    calls |= taken;
    return taken;
  }

  /** The exchange that has the turn, or null. */
  synchronized @Nullable Http1Wire current() {
    return current;
  }

  /** Puts an exchange behind the others; false if none has the turn, or too much is behind. */
  synchronized boolean join(Http1Wire wire) {
    ArrayDeque<Http1Wire> queue = behind;
    if (!taken || octetsBehind >= MAX_OCTETS_BEHIND) {
      return false;
    }
    if (queue != null && queue.size() >= MAX_BEHIND) {
      return false;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
      behind = queue;
    }
    queue.add(wire);
    octetsBehind += wire.headOctets();
    return true;
  }

  /** Whether an exchange is behind the one that has the turn. */
  boolean hasNext() {
    return behind != null && isAnyBehind();
  }

  private synchronized boolean isAnyBehind() {
    ArrayDeque<Http1Wire> queue = behind;
    return queue != null && !queue.isEmpty();
  }

  /** The turn is the next one's, if there is one. */
  synchronized @Nullable Http1Wire next() {
    ArrayDeque<Http1Wire> queue = behind;
    Http1Wire next = queue == null ? null : queue.poll();
    if (next != null) {
      current = next;
      octetsBehind -= next.headOctets();
    }
    return next;
  }

  /** The turn ends, unless somebody is behind or the loop is to be called. */
  synchronized boolean leaveUnlessCalled() {
    if (calls || isAnyBehind()) {
      return false;
    }
    behind = null;
    current = null;
    taken = false;
    return true;
  }

  /** The turn ends, and who is behind is forgotten. */
  void leave() {
    behind = null;
    octetsBehind = 0;
    current = null;
    calls = false;
    taken = false;
  }
}
