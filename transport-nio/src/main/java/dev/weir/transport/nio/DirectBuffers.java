package dev.weir.transport.nio;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Direct buffers for threads that write to sockets off the loops. No more of them are at work at
 * once than processors, virtual threads or not, so that a few are enough; one too many is left to
 * the garbage collector.
 */
final class DirectBuffers {
  private static final int BUFFER_BYTES = 64 << 10;

  private final AtomicReferenceArray<ByteBuffer> slots =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  /** A cleared buffer, to be given back. */
  ByteBuffer acquire() {
    for (int i = 0; i < slots.length(); i++) {
      if (slots.getPlain(i) != null) {
        ByteBuffer buffer = slots.getAndSet(i, null);
        if (buffer != null) {
          return buffer.clear();
        }
      }
    }
    return ByteBuffer.allocateDirect(BUFFER_BYTES);
  }

  void release(ByteBuffer buffer) {
    for (int i = 0; i < slots.length(); i++) {
      if (slots.getPlain(i) == null && slots.compareAndSet(i, null, buffer)) {
        return;
      }
    }
  }
}
