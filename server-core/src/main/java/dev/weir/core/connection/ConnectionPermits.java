package dev.weir.core.connection;

import dev.weir.Usage;
import dev.weir.spi.transport.Binding;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections may be open, over all doors. At the limit nothing is dropped: the doors stop
 * accepting, and go on when a permit is free.
 */
public final class ConnectionPermits {
  private final int permits;
  private final AtomicInteger free;
  private final List<Binding> bindings = new CopyOnWriteArrayList<>();
  private volatile boolean wanted;

  /** With all permits free. */
  public ConnectionPermits(int permits) {
    this.permits = permits;
    this.free = new AtomicInteger(permits);
  }

  /** Adds a binding to wake when a permit becomes free. */
  public void wakes(Binding binding) {
    bindings.add(binding);
    if (wanted) {
      binding.resumeAccepting(); // it may have been refused before it was known here
    }
  }

  /** How many are taken. */
  public Usage usage() {
    return new Usage(permits - free.get(), permits);
  }

  boolean tryAcquire() {
    if (take()) {
      return true;
    }
    wanted = true; // before the second look: either it or a release sees the other
    return take();
  }

  private boolean take() {
    int seen = free.get();
    while (seen > 0) {
      int witness = free.compareAndExchange(seen, seen - 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  void release() {
    free.incrementAndGet();
    if (wanted) {
      wanted = false;
      bindings.forEach(Binding::resumeAccepting);
    }
  }
}
