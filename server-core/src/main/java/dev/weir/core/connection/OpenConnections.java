package dev.weir.core.connection;

import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Who is open, loop by loop: each loop's set is touched on that loop alone. */
public final class OpenConnections {
  private final ConcurrentMap<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong nextId = new AtomicLong(1);
  private final Runnable onEnd;

  private static final class LoopConnections {
    private final Set<ServedConnection> connections = new HashSet<>();
    private boolean draining;
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

  /** On the connection's loop. */
  void add(ServedConnection connection) {
    of(connection.transport().loop()).connections.add(connection);
    open.incrementAndGet();
  }

  /** On the connection's loop. */
  void remove(ServedConnection connection) {
    if (of(connection.transport().loop()).connections.remove(connection)) {
      open.decrementAndGet();
      onEnd.run();
    }
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
          List.copyOf(loop.connections).forEach(ServedConnection::drain);
        });
  }

  /** Cuts all; the stage as with {@link #drain}. */
  public CompletionStage<Void> abort(List<? extends EventLoop> allLoops) {
    return onEach(
        allLoops,
        loop ->
            List.copyOf(loop.connections)
                .forEach(connection -> connection.abort(CloseCause.SHUTDOWN)));
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
