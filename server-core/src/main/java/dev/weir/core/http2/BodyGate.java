package dev.weir.core.http2;

import dev.weir.core.stream.WriteGate;
import dev.weir.spi.transport.EventLoop;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Lets who writes a body wait while too much of it hasn't been framed yet. Any thread. */
final class BodyGate {
  private final long bound;
  private final AtomicLong waiting = new AtomicLong();
  private final WriteGate gate;

  BodyGate(EventLoop loop, long bound) {
    this.bound = bound;
    this.gate = new WriteGate(loop, () -> waiting.get() <= bound);
  }

  /** Bytes were written. */
  void add(long bytes) {
    waiting.addAndGet(bytes);
  }

  /** Bytes were framed; on the loop. */
  void sent(long bytes) {
    if (waiting.addAndGet(-bytes) <= bound >> 1) {
      gate.opened();
    }
  }

  /** Waits until no more than the bound is left. Not on the loop. */
  void awaitRoom() throws IOException {
    gate.awaitRoom();
  }

  void closed(IOException why) {
    gate.closed(why);
  }
}
