package dev.weir.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one loop, so that no connection owns one while it idles. Where system calls are
 * over when they return, one buffer to read to and one to write from serve all connections. On the
 * loop only.
 */
final class LoopBuffers {
  /** The most that one system call reads or writes. */
  static final int BYTES = 64 << 10;

  /** What is kept holds four times its size at most. */
  private static final int MAX_COPIED = BYTES / 4;

  private final boolean shared;
  private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
  private final byte[] scratch = new byte[BYTES];
  private final Own<InputMemory> input;
  private final Own<OutputMemory> output = new Own<>(OutputMemory::of);
  private boolean released;

  /** One of the two, made anew as long as somebody else has some of it: a slow peer, mostly. */
  private final class Own<M> {
    private final Function<ByteBuf, M> memoryOf;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private @Nullable M memory; // the buffer's, if it has an address

    Own(Function<ByteBuf, M> memoryOf) {
      this.memoryOf = memoryOf;
    }

    ByteBuf buffer() {
      if (buffer.refCnt() != 1 || buffer.capacity() == 0) {
        ByteBuf fresh = allocator.directBuffer(BYTES, BYTES);
        buffer.release();
        buffer = fresh;
        memory = fresh.hasMemoryAddress() ? memoryOf.apply(fresh) : null;
      }
      return buffer;
    }

    @Nullable M memory() {
      buffer();
      return memory;
    }

    void release() {
      memory = null;
      buffer.release();
    }
  }

  LoopBuffers(boolean shared) {
    this.shared = shared;
    this.input = new Own<>(buffer -> InputMemory.of(buffer, scratch));
  }

  /** An array that is lent from; its content lasts until the next read. */
  byte[] scratch() {
    return scratch;
  }

  /** An empty buffer to read to; the caller releases it. */
  ByteBuf toReadTo() {
    if (!shared || released) {
      return allocator.directBuffer(BYTES);
    }
    return input.buffer().clear().retain();
  }

  /**
   * The buffer to read to past Netty, which isn't the caller's: who keeps some of it retains that
   * before the next read. Null where there is none.
   */
  @Nullable InputMemory toReadPast() {
    return shared && !released ? input.memory() : null;
  }

  /**
   * An empty buffer to write {@code bytes} from, at most {@link #BYTES}; the caller releases it.
   */
  ByteBuf toWriteFrom(int bytes) {
    if (!shared || released) {
      return allocator.directBuffer(bytes, bytes);
    }
    return output.buffer().clear().retain();
  }

  /**
   * The buffer to write from past Netty, which isn't the caller's: who leaves some of it to Netty
   * retains that before the next write. Null where there is none.
   */
  @Nullable OutputMemory toWritePast() {
    return shared && !released ? output.memory() : null;
  }

  /**
   * What the system didn't take of one of these buffers, to be kept for a slow peer: in a buffer of
   * its own size if it is little, as else each such peer would hold {@link #BYTES}. Takes {@code
   * rest} over; the caller releases what is returned.
   */
  ByteBuf kept(ByteBuf rest) {
    int count = rest.readableBytes();
    if (!shared || count > MAX_COPIED) {
      return rest;
    }
    try {
      return allocator.directBuffer(count, count).writeBytes(rest);
    } finally {
      rest.release();
    }
  }

  /**
   * Makes the buffers, or one where they aren't shared. The first ones of a process load a good
   * deal of Netty and, with it, the flight recorder's classes: that shouldn't hold a connection.
   */
  void warmUp() {
    toReadTo().release();
    toWriteFrom(1).release();
  }

  /** Gives up the shared ones. */
  void release() {
    if (!released) {
      released = true;
      input.release();
      output.release();
    }
  }
}
