package dev.weir.core.http2;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Streams whose outbox other threads have filled. The loop is told once for all that come before it
 * looks: so a batch of answers costs one task, and leaves in one system call.
 */
final class Woken {
  private final Queue<Http2Stream> streams = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean told = new AtomicBoolean();

  /** Adds a stream; says whether the loop has to be told. Any thread. */
  boolean add(Http2Stream stream) {
    streams.add(stream);
    return !told.get() && told.compareAndSet(false, true);
  }

  /** Takes what all of them have. On the loop. */
  void drain() {
    told.set(false); // before looking: who comes after this tells anew
    for (Http2Stream stream = streams.poll(); stream != null; stream = streams.poll()) {
      stream.wire().drainOutbox();
    }
  }
}
