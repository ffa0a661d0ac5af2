package dev.weir.core.connection;

import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is open, loop by loop: each loop's set is touched on that loop alone. */
public final class OpenConnections {
  private final ConcurrentMap<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong nextId = new AtomicLong(1);
  private final Runnable onEnd;

  /** A list that is linked through the connections themselves. */
  private static final class LoopConnections {
    private @Nullable ServedConnection first;
    private boolean draining;

    void add(ServedConnection added) {
      ServedConnection second = first;
      added.next = second;
      if (second != null) {
        second.previous = added;
      }
      first = added;
    }

    void remove(ServedConnection removed) {
      ServedConnection before = removed.previous;
      ServedConnection after = removed.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      removed.previous = null;
      removed.next = null;
    }

    /** A copy: what is done to each may end it. */
    List<ServedConnection> all() {
      List<ServedConnection> all = new ArrayList<>();
      for (ServedConnection each = first; each != null; each = each.next) {
        all.add(each);
      }
      return all;
    }
  }

  /**
   * With nothing open.
   *
   * @param onEnd told after each connection's end
   */
  public OpenConnections(Runnable onEnd) {
    this.onEnd = onEnd;
  }

  long newId() {
    return nextId.getAndIncrement();
  }

  private LoopConnections of(EventLoop loop) {
    return loops.computeIfAbsent(loop, absent -> new LoopConnections());
  }

  /**
   * One has come of which it isn't known yet whose it is; it counts already, as at a shutdown it is
   * still to be served. Gives what ends that. On the connection's loop.
   */
  Runnable expect() {
    open.incrementAndGet();
    return () -> {
      open.decrementAndGet();
      onEnd.run();
    };
  }

  /** On the connection's loop. */
  void add(ServedConnection connection) {
    of(connection.transport().loop()).add(connection);
    open.incrementAndGet();
  }

  /** Once, after it was added; on the connection's loop. */
  void remove(ServedConnection connection) {
    of(connection.transport().loop()).remove(connection);
    open.decrementAndGet();
    onEnd.run();
  }

  /** Whether connections of that loop are to end; on that loop. */
  boolean isDraining(EventLoop loop) {
    return of(loop).draining;
  }

  /** How many are open. */
  public int count() {
    return open.get();
  }

  /**
   * Tells all peers, and those still to come, that the server shuts down.
   *
   * @return completed once all loops have done so; what they had accepted before is counted then
   */
  public CompletionStage<Void> drain(List<? extends EventLoop> allLoops) {
    return onEach(
        allLoops,
        loop -> {
          loop.draining = true;
          loop.all().forEach(ServedConnection::drain);
        });
  }

  /** Cuts all; the stage as with {@link #drain}. */
  public CompletionStage<Void> abort(List<? extends EventLoop> allLoops) {
    return onEach(
        allLoops, loop -> loop.all().forEach(connection -> connection.abort(CloseCause.SHUTDOWN)));
  }

  private CompletionStage<Void> onEach(
      List<? extends EventLoop> allLoops, Consumer<LoopConnections> action) {
    return CompletableFuture.allOf(
        allLoops.stream().map(loop -> on(loop, action)).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> on(EventLoop loop, Consumer<LoopConnections> action) {
    try {
      return CompletableFuture.runAsync(() -> action.accept(of(loop)), loop);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(null); // it has ended, and with it its connections
    }
  }
}
