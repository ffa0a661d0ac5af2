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
 * gone. Joining and taking are the loop's.
 */
final class Pipeline {
  /** So much is parsed ahead of its turn. */
  private static final int MAX_BEHIND = 32;

  private boolean taken;
  private boolean calls;
  private @Nullable Http1Wire current;
  private @Nullable ArrayDeque<Http1Wire> behind; // most connections never have one

  /** An exchange takes the free turn. */
  synchronized void take(Http1Wire wire) {
    taken = true;
    calls = false;
    current = wire;
  }

  synchronized boolean isTaken() {
    return taken;
  }

  /** Whether it is taken; then the loop will be called when it ends, with all that are behind. */
  synchronized boolean isTakenOrCalls() {
    calls |= taken;
    return taken;
  }

  /** The exchange that has the turn, or had it last. */
  synchronized @Nullable Http1Wire current() {
    return current;
  }

  /** Puts an exchange behind the others; false if none has the turn, or too many are behind. */
  synchronized boolean join(Http1Wire wire) {
    if (!taken || (behind != null && behind.size() >= MAX_BEHIND)) {
      return false;
    }
    if (behind == null) {
      behind = new ArrayDeque<>();
    }
    behind.add(wire);
    return true;
  }

  /** Whether an exchange is behind the one that has the turn. */
  synchronized boolean hasNext() {
    return behind != null && !behind.isEmpty();
  }

  /** The turn is the next one's, if there is one. */
  synchronized @Nullable Http1Wire next() {
    Http1Wire next = behind == null ? null : behind.poll();
    if (next != null) {
      current = next;
    }
    return next;
  }

  /** The turn ends, unless somebody is behind or the loop is to be called. */
  synchronized boolean leaveUnlessCalled() {
    if (calls || hasNext()) {
      return false;
    }
    taken = false;
    return true;
  }

  /** The turn ends, and who is behind is forgotten. */
  synchronized void leave() {
    taken = false;
    calls = false;
    behind = null;
  }
}
