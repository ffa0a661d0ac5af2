package dev.weir.testkit.memory;

import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes on their way, first in, first out. Empty, it owns no array. */
final class ByteQueue {
  private static final byte[] NONE = new byte[0];

  private byte[] array = NONE;
  private int from;
  private int to;

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  void append(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, array, to, count);
    to += count;
  }

  /** Moves {@code count} bytes here, out of memory or a file. */
  void append(OutputChain source, int count) throws IOException {
    reserve(count);
    int end = to + count;
    while (to < end) {
      ByteBuffer target = ByteBuffer.wrap(array, to, end - to);
      FileRegion file = source.headFile();
      int moved;
      if (file == null) {
        moved = source.copyTo(target);
      } else {
        target.limit((int) Math.min(target.limit(), to + file.length()));
        moved = file.channel().read(target, file.position());
        if (moved < 0) {
          throw new EOFException("The file has become shorter while it was sent");
        }
      }
      source.consume(moved);
      to += moved;
    }
  }

  int take(byte[] target, int offset, int count) {
    int taken = Math.min(count, size());
    System.arraycopy(array, from, target, offset, taken);
    from += taken;
    if (isEmpty()) {
      clear();
    }
    return taken;
  }

  /** Notes the last {@code count} bytes. */
  void trace(Trace trace, SocketAddress client, int count) {
    trace.bytes(client, "<", array, to - count, to);
  }

  byte[] copy() {
    return Arrays.copyOfRange(array, from, to);
  }

  void clear() {
    array = NONE;
    from = 0;
    to = 0;
  }

  private void reserve(int count) {
    if (array.length - to >= count) {
      return;
    }
    int size = size();
    byte[] target =
        array.length - size >= count && from >= size
            ? array
            : new byte[Math.max(Math.addExact(size, count), Math.min(2 * size, 1 << 30))];
    System.arraycopy(array, from, target, 0, size);
    array = target;
    from = 0;
    to = size;
  }
}
