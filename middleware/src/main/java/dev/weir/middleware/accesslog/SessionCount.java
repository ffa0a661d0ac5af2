package dev.weir.middleware.accesslog;

import java.util.concurrent.atomic.AtomicLong;

/** What came in a session. Counted on the threads of its frames, read on that of its end. */
final class SessionCount {
  private final long startNanos;
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  SessionCount(long startNanos) {
    this.startNanos = startNanos;
  }

  void add(int frameBytes) {
    frames.incrementAndGet();
    bytes.addAndGet(frameBytes);
  }

  long startNanos() {
    return startNanos;
  }

  long frames() {
    return frames.get();
  }

  long bytes() {
    return bytes.get();
  }
}
