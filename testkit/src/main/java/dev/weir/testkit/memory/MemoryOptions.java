package dev.weir.testkit.memory;

/**
 * How an {@link InMemoryTransport} is to be. Immutable.
 *
 * @param withThreads whether each event loop has a thread
 * @param loops how many event loops
 * @param seed in which order event loops and handlers take turns, by hand
 * @param link how bytes travel on connections for which nothing else is said
 * @param window how many bytes the server can write to a client that doesn't read
 * @param offLoopWrites whether streams write on the thread that submits
 * @param movesTime whether a client that waits moves the time on, once all is quiet; by hand only
 * @param traced whether {@link InMemoryTransport#trace} is kept
 */
public record MemoryOptions(
    boolean withThreads,
    int loops,
    long seed,
    Link link,
    int window,
    boolean offLoopWrites,
    boolean movesTime,
    boolean traced) {
  private static final int DEFAULT_WINDOW = 64 << 10;

  /** Checks the numbers. */
  public MemoryOptions {
    if (loops < 1 || window < 1) {
      throw new IllegalArgumentException("There is at least 1 event loop, and 1 byte of window");
    }
    if (withThreads && movesTime) {
      throw new IllegalArgumentException(
          "With threads nobody knows when all is quiet, so time can't move by itself");
    }
  }

  /** One event loop, no thread, perfect links, a window of 64 KiB, all writes on the loop. */
  public static MemoryOptions manual() {
    return new MemoryOptions(false, 1, 0, Link.perfect(), DEFAULT_WINDOW, false, false, false);
  }

  /** As {@link #manual}, with a thread. */
  public static MemoryOptions threaded() {
    return new MemoryOptions(true, 1, 0, Link.perfect(), DEFAULT_WINDOW, false, false, false);
  }

  /** With so many event loops. */
  public MemoryOptions withLoops(int newLoops) {
    return new MemoryOptions(
        withThreads, newLoops, seed, link, window, offLoopWrites, movesTime, traced);
  }

  /** With another seed. */
  public MemoryOptions withSeed(long newSeed) {
    return new MemoryOptions(
        withThreads, loops, newSeed, link, window, offLoopWrites, movesTime, traced);
  }

  /** With another link. */
  public MemoryOptions withLink(Link newLink) {
    return new MemoryOptions(
        withThreads, loops, seed, newLink, window, offLoopWrites, movesTime, traced);
  }

  /** With another window, in bytes. */
  public MemoryOptions withWindow(int newWindow) {
    return new MemoryOptions(
        withThreads, loops, seed, link, newWindow, offLoopWrites, movesTime, traced);
  }

  /** With writes on the submitting thread, as transports with that capability have them. */
  public MemoryOptions withOffLoopWrites(boolean enabled) {
    return new MemoryOptions(withThreads, loops, seed, link, window, enabled, movesTime, traced);
  }

  /** With a time that moves while a client waits, once all is quiet. */
  public MemoryOptions withMovingTime() {
    return new MemoryOptions(withThreads, loops, seed, link, window, offLoopWrites, true, traced);
  }

  /** With a trace. */
  public MemoryOptions withTrace() {
    return new MemoryOptions(
        withThreads, loops, seed, link, window, offLoopWrites, movesTime, true);
  }

  /** A transport like this. */
  public InMemoryTransport open() {
    return new InMemoryTransport(this);
  }
}
