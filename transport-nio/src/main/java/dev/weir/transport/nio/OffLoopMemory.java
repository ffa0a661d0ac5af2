package dev.weir.transport.nio;

import dev.weir.transport.nio.socket.IoMemory;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory for threads that write to sockets off the loops. No more of them are at work at once than
 * processors, virtual threads or not, so that a few pieces are enough; one too many is left to the
 * garbage collector.
 */
final class OffLoopMemory {
  private static final int BYTES = 64 << 10;

  private final AtomicReferenceArray<IoMemory> slots =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  /** Some, to be given back. */
  IoMemory acquire() {
    for (int i = 0; i < slots.length(); i++) {
      if (slots.getPlain(i) != null) {
        IoMemory memory = slots.getAndSet(i, null);
        if (memory != null) {
          return memory;
        }
      }
    }
    return IoMemory.allocate(BYTES);
  }

  void release(IoMemory memory) {
    for (int i = 0; i < slots.length(); i++) {
      if (slots.getPlain(i) == null && slots.compareAndSet(i, null, memory)) {
        return;
      }
    }
  }
}
