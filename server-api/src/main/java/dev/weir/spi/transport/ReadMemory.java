package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import dev.weir.internal.UnreadBytes;
import java.nio.ByteBuffer;

/**
 * Memory that a transport reads to, and an array beside it, in which handlers are lent what was
 * read. It is copied from one to the other when somebody looks at it: what is only sent on never
 * is. Byte i of one is byte i of the other.
 *
 * <p>On one event loop only.
 */
@Preview
public final class ReadMemory {
  private final byte[] array;
  private final ByteBuffer memory;
  private final UnreadBytes unread = new Unread();

  // What was read and isn't in the array yet.
  private int from;
  private int to;

  /**
   * Nothing read yet.
   *
   * @param array at least as long as {@code memory}
   * @param memory direct; its position and limit are whoever's that uses it at the moment
   */
  public ReadMemory(byte[] array, ByteBuffer memory) {
    if (array.length < memory.capacity()) {
      throw new IllegalArgumentException(
          "An array of " + array.length + " bytes beside " + memory.capacity() + " to be read to");
    }
    this.array = array;
    this.memory = memory;
  }

  /** Where the system's bytes go. */
  public ByteBuffer memory() {
    return memory;
  }

  byte[] array() {
    return array;
  }

  UnreadBytes unread() {
    return unread;
  }

  /** Bytes have come to the memory. */
  void received(int start, int end) {
    from = start;
    to = end;
  }

  /** Copies what has come to the array, if that wasn't done. */
  void load() {
    copy(from, array, from, to - from);
    from = to;
  }

  /** Whether all that has come is in the array. */
  boolean isLoaded() {
    return from == to;
  }

  void copy(int index, byte[] target, int offset, int count) {
    memory.clear().get(index, target, offset, count);
  }

  void copy(int index, ByteBuffer target, int count) {
    target.put(target.position(), memory.clear(), index, count);
    target.position(target.position() + count);
  }

  private final class Unread implements UnreadBytes {
    @Override
    public void load() {
      ReadMemory.this.load();
    }

    @Override
    public void copy(int index, byte[] target, int offset, int count) {
      ReadMemory.this.copy(index, target, offset, count);
    }
  }
}
