package dev.weir.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
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
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private @Nullable InputMemory inputMemory; // of the input, or of one before it
  private ByteBuf output = Unpooled.EMPTY_BUFFER;
  private @Nullable OutputMemory outputMemory; // of the output, or of one before it
  private boolean released;

  LoopBuffers(boolean shared) {
    this.shared = shared;
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
    return ownInput().clear().retain();
  }

  /**
   * The buffer to read to past Netty, which isn't the caller's: who keeps some of it retains that
   * before the next read. Null where there is none.
   */
  @Nullable InputMemory toReadPast() {
    if (!shared || released) {
      return null;
    }
    ByteBuf buffer = ownInput();
    InputMemory memory = inputMemory;
    if (memory == null || memory.buffer() != buffer) {
      if (!buffer.hasMemoryAddress()) {
        return null;
      }
      memory = InputMemory.of(buffer, scratch);
      inputMemory = memory;
    }
    return memory;
  }

  /** The buffer to read to, which nobody else has. */
  private ByteBuf ownInput() {
    if (input.refCnt() != 1 || input.capacity() == 0) {
      input = replace(input);
    }
    return input;
  }

  /**
   * An empty buffer to write {@code bytes} from, at most {@link #BYTES}; the caller releases it.
   */
  ByteBuf toWriteFrom(int bytes) {
    if (!shared || released) {
      return allocator.directBuffer(bytes, bytes);
    }
    return ownOutput().clear().retain();
  }

  /**
   * The buffer to write from past Netty, which isn't the caller's: who leaves some of it to Netty
   * retains that before the next write. Null where there is none.
   */
  @Nullable OutputMemory toWritePast() {
    if (!shared || released) {
      return null;
    }
    ByteBuf buffer = ownOutput();
    OutputMemory memory = outputMemory;
    if (memory == null || memory.buffer() != buffer) {
      if (!buffer.hasMemoryAddress()) {
        return null;
      }
      memory = OutputMemory.of(buffer);
      outputMemory = memory;
    }
    return memory;
  }

  private ByteBuf ownOutput() {
    if (output.refCnt() != 1 || output.capacity() == 0) {
      output = replace(output); // a slow peer still has the old one
    }
    return output;
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

  private ByteBuf replace(ByteBuf old) {
    ByteBuf fresh = allocator.directBuffer(BYTES, BYTES);
    old.release();
    return fresh;
  }

  /** Gives up the shared ones. */
  void release() {
    if (!released) {
      released = true;
      inputMemory = null;
      outputMemory = null;
      input.release();
      output.release();
    }
  }
}
