package dev.weir.core.http1;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Turns that are over, to be other requests'. The loop takes them; it and the threads that handled
 * them give them back.
 *
 * <p>Two stacks, linked through the turns themselves: the loop's own, and one that other threads
 * push to and of which the loop takes all at once. As nobody takes a single one from there, who
 * pushes can't mistake what it sees on top for what was there before.
 */
final class SpareWires {
  /** A turn's place on a stack, while it is spare. */
  abstract static class Link {
    private @Nullable Http1Wire below;
    private int depth; // from this one down
  }

  /** About so many are kept: as many as requests come in one turn of a busy loop. */
  private static final int MAX = 256;

  private final AtomicReference<@Nullable Http1Wire> ofOthers =
      new AtomicReference<@Nullable Http1Wire>();

  // On the loop.
  private @Nullable Http1Wire own;

  /** One of them, or null. On the loop. */
  @Nullable Http1Wire take() {
    Http1Wire taken = own;
    if (taken == null && ofOthers.getPlain() != null) {
      taken = ofOthers.getAndSet(null);
    }
    if (taken != null) {
      own = below(taken);
      put(taken, null);
    }
    return taken;
  }

  /** On the loop. */
  void giveBack(Http1Wire done) {
    put(done, own);
    own = done;
  }

  /** Any thread. */
  void giveBackOffLoop(Http1Wire done) {
    Http1Wire top;
    do {
      top = ofOthers.get();
      put(done, top);
    } while (depth(done) <= MAX && !ofOthers.compareAndSet(top, done));
  }

  private static void put(Link done, @Nullable Http1Wire top) {
    done.below = top;
    done.depth = depth(top) + 1;
  }

  private static @Nullable Http1Wire below(Link top) {
    return top.below;
  }

  private static int depth(@Nullable Link top) {
    return top == null ? 0 : top.depth;
  }
}
