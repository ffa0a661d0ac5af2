package dev.weir.transport.netty;

import io.netty.channel.RecvByteBufAllocator;

/**
 * What Netty asks about the reads of one channel, whatever they are of: here it is told, and
 * remembers, how much was read. One handle serves its channel for good. On the loop only.
 */
abstract class ReadHandle implements RecvByteBufAllocator.ExtendedHandle, RecvByteBufAllocator {
  private int attempted;
  private int last;

  @Override
  public final ExtendedHandle newHandle() {
    return this;
  }

  @Override
  public void lastBytesRead(int bytes) {
    last = bytes;
  }

  @Override
  public final int lastBytesRead() {
    return last;
  }

  @Override
  public final void attemptedBytesRead(int bytes) {
    attempted = bytes;
  }

  @Override
  public final int attemptedBytesRead() {
    return attempted;
  }

  @Override
  public final void readComplete() {}
}
