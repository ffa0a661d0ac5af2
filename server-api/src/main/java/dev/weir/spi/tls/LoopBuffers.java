package dev.weir.spi.tls;

import dev.weir.spi.transport.SegmentPool;
import java.nio.ByteBuffer;

/** The memory that all TLS connections of a loop use in turn; an idle one has none of its own. */
final class LoopBuffers {
  private final ByteBuffer decrypted = ByteBuffer.allocate(Records.MAX_BYTES);
  private final ByteBuffer plain = ByteBuffer.allocate(Records.MAX_PLAIN_BYTES);
  private final ByteBuffer encrypted = ByteBuffer.allocate(Records.MAX_BYTES);
  private final SegmentPool segments = SegmentPool.confined();

  /** Where a record is decrypted to; cleared. */
  ByteBuffer decrypted() {
    return decrypted.clear();
  }

  /** Where output is gathered for a record; cleared. */
  ByteBuffer plain() {
    return plain.clear();
  }

  /** Where a record is encrypted to; cleared. */
  ByteBuffer encrypted() {
    return encrypted.clear();
  }

  SegmentPool segments() {
    return segments;
  }
}
