package dev.weir.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Lets one system call of epoll's receive several datagrams, each into its slot of one buffer that
 * serves call after call. On the loop only.
 */
final class DatagramReads extends ReadHandle {
  /** Then it is others' turn. */
  static final int MAX_DATAGRAMS = 64;

  /** Of one system call. */
  private static final int MAX_SLOTS = 16;

  /** Of the buffer. Only pages that datagrams came to are ever touched. */
  private static final int MAX_BYTES = 1 << 20;

  private final int slotBytes;
  private final int slots;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private boolean released;
  private int datagrams;

  /** For datagrams of {@code slotBytes} at most; the system cuts what is longer. */
  DatagramReads(int slotBytes) {
    this.slotBytes = slotBytes;
    this.slots = Math.clamp(MAX_BYTES / slotBytes, 1, MAX_SLOTS);
  }

  @Override
  public void reset(ChannelConfig config) {
    datagrams = 0;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    int bytes = guess();
    if (released) {
      return allocator.directBuffer(bytes, bytes);
    }
    if (buffer.refCnt() != 1 || buffer.capacity() == 0) {
      buffer.release();
      buffer = allocator.directBuffer(bytes, bytes);
    }
    return buffer.clear().retain();
  }

  @Override
  public int guess() {
    return slots * slotBytes;
  }

  @Override
  public void incMessagesRead(int count) {
    datagrams += count;
  }

  /** Fewer than there was room for means that no more are there: no call has to find that out. */
  @Override
  public boolean continueReading() {
    return lastBytesRead() >= attemptedBytesRead() && datagrams < MAX_DATAGRAMS;
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
    return continueReading();
  }

  /** Gives up the buffer. */
  void release() {
    if (!released) {
      released = true;
      buffer.release();
    }
  }
}
