package dev.weir.transport.netty;

import dev.weir.spi.transport.ConnectionAcceptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Lets one of Netty's server channels go on accepting only with a permit for the next connection.
 * On the loop only.
 */
final class AcceptPermits extends ReadHandle {
  private static final int MAX_ACCEPTS = 16;

  private final ConnectionAcceptor acceptor;
  private int held;
  private int accepts;

  AcceptPermits(ConnectionAcceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Makes sure that a permit is held; false if it was refused. */
  boolean takeOne() {
    if (held == 0 && acceptor.tryAcquirePermit()) {
      held = 1;
    }
    return held > 0;
  }

  /** A connection came, and took a permit with it. */
  void spent() {
    held--;
  }

  /** Gives back what is held: nothing will be accepted any more. */
  void release() {
    while (held > 0) {
      held--;
      acceptor.releasePermit();
    }
  }

  @Override
  public boolean continueReading() {
    if (accepts >= MAX_ACCEPTS || !acceptor.tryAcquirePermit()) {
      return false;
    }
    held++;
    return true;
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
    return continueReading();
  }

  @Override
  public void reset(ChannelConfig config) {
    accepts = 0;
  }

  @Override
  public void incMessagesRead(int count) {
    accepts += count;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    throw new UnsupportedOperationException("A server channel reads no bytes");
  }

  @Override
  public int guess() {
    return 0;
  }
}
