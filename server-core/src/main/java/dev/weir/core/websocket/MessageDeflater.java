package dev.weir.core.websocket;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import java.util.zip.Deflater;

/**
 * Compresses messages (RFC 7692, section 7.2.1). For one thread at a time.
 *
 * <p>The JDK's compressor always looks back up to 32 KiB. A client that asks for less gets it by a
 * full flush after each stretch of what it asked for: nothing refers to what lies behind one.
 */
final class MessageDeflater {
  private static final int STEP = 4 << 10;

  /** What each message ends with, and is left out. */
  private static final int TAIL_BYTES = 4;

  /** A block with nothing in it (section 7.2.3.6). */
  private static final Bytes EMPTY = Bytes.copyOf(new byte[1]);

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final boolean forgets;
  private final int window;
  private int sinceFullFlush;

  MessageDeflater(Deflation agreed) {
    this.forgets = agreed.serverForgets();
    this.window = 1 << agreed.serverWindowBits();
  }

  Bytes deflate(Bytes message) {
    if (message.isEmpty()) {
      return EMPTY; // of which a flush might give nothing, right after another
    }
    byte[] plain = message.toByteArray();
    BytesBuilder compressed = Bytes.builder();
    int from = 0;
    do {
      int count = Math.min(plain.length - from, window - sinceFullFlush);
      deflater.setInput(plain, from, count);
      from += count;
      sinceFullFlush += count;
      boolean full = sinceFullFlush == window;
      flush(compressed, full ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH);
      if (full) {
        sinceFullFlush = 0;
      }
    } while (from < plain.length);
    if (forgets) {
      deflater.reset();
      sinceFullFlush = 0;
    }
    Bytes all = compressed.toBytes();
    return all.slice(0, all.length() - TAIL_BYTES);
  }

  private void flush(BytesBuilder compressed, int how) {
    byte[] part = new byte[STEP];
    int count;
    do {
      count = deflater.deflate(part, 0, part.length, how);
      compressed.write(part, 0, count);
    } while (count == part.length);
  }

  /** Gives its memory back. */
  void release() {
    deflater.end();
  }
}
