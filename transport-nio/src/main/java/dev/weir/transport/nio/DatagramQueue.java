package dev.weir.transport.nio;

import dev.weir.Bytes;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Datagrams that wait for a full socket: from any thread, for the loop, and only so many. */
final class DatagramQueue {
  private static final int MAX_DATAGRAMS = 1_024;
  private static final long MAX_BYTES = 1 << 20;

  private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  record Outgoing(Bytes payload, InetSocketAddress recipient) {}

  enum Offer {
    REFUSED,
    /** The loop has to be told. */
    FIRST,
    BEHIND_OTHERS
  }

  Offer offer(Bytes payload, InetSocketAddress recipient) {
    if (bytes.addAndGet(payload.length()) > MAX_BYTES) {
      bytes.addAndGet(-payload.length());
      return Offer.REFUSED;
    }
    int before = count.getAndUpdate(present -> Math.min(present + 1, MAX_DATAGRAMS));
    if (before == MAX_DATAGRAMS) {
      bytes.addAndGet(-payload.length());
      return Offer.REFUSED;
    }
    waiting.add(new Outgoing(payload, recipient));
    return before == 0 ? Offer.FIRST : Offer.BEHIND_OTHERS;
  }

  /** Whether nothing waits, nor is about to. */
  boolean isEmpty() {
    return count.get() == 0;
  }

  /** The one that has waited longest; on the loop. */
  @Nullable Outgoing peek() {
    return waiting.peek();
  }

  /** Removes it; on the loop. */
  void remove() {
    Outgoing removed = waiting.remove();
    bytes.addAndGet(-removed.payload().length());
    count.getAndDecrement();
  }
}
