package dev.weir.transport.netty;

import dev.weir.spi.transport.ReadTurn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one stream what Netty reads, and reads {@linkplain #readPast past it} where it can.
 * It takes three things from Netty's channels, because they differ in them:
 *
 * <ul>
 *   <li>The peer's FIN. epoll reads when it comes although reading is off, so then it gets an empty
 *       buffer: the bytes stay where they are, and are read with the FIN once reading is on.
 *   <li>The end of a turn. Once the FIN has come, epoll reads to the end, however much there is. It
 *       gets an empty buffer then, too.
 *   <li>The end of input. Netty would shut the socket's input down, or close it altogether if it is
 *       a Unix domain socket, half-closed or not. It is told that nothing was read instead, and the
 *       end is noted.
 * </ul>
 */
final class StreamReads extends ReadHandle {
  private static final int MAX_READS = ReadTurn.MAX_BYTES / LoopBuffers.BYTES;

  private final NettyEventLoop loop;
  private @Nullable NettyStream stream; // once it is open
  private boolean wanted;
  private boolean refused;
  private boolean ended;
  private int reads;
  private boolean mayHaveMore;

  StreamReads(NettyEventLoop loop) {
    this.loop = loop;
  }

  /** From now on, input may come. */
  void opened(NettyStream opened) {
    stream = opened;
  }

  /** Says whether reading is on. */
  void wanted(boolean on) {
    wanted = on;
  }

  boolean wanted() {
    return wanted;
  }

  /** Whether the peer has finished sending. */
  boolean ended() {
    return ended;
  }

  /** Whether Netty wanted to read while it mustn't: something has happened. Asked once. */
  boolean refused() {
    boolean was = refused;
    refused = false;
    return was;
  }

  /**
   * Reads past Netty what has come, where reads are over when they return: its way from an event to
   * a stream, by a pipeline and counted buffers, costs 100 ns a message.
   *
   * @return false if Netty has to look: nothing may be read now, or the end has come
   */
  boolean readPast() {
    reads = 0;
    NettyStream open = stream;
    mayHaveMore = true;
    while (mayHaveMore && open != null && mayContinue()) {
      InputMemory input = loop.buffers().toReadPast();
      int count = input == null ? -1 : open.readPast(input);
      if (count < 0) {
        return false;
      }
      reads++;
      mayHaveMore = count == LoopBuffers.BYTES;
    }
    return reads > 0;
  }

  /** Whether {@link #readPast} stopped before it had read all there was. */
  boolean mayHaveMore() {
    return mayHaveMore;
  }

  @Override
  public void reset(ChannelConfig config) {
    reads = 0;
    refused = false;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    if (!wanted || ended || isTurnOver()) {
      refused = true;
      return Unpooled.EMPTY_BUFFER;
    }
    refused = false;
    return loop.buffers().toReadTo();
  }

  @Override
  public int guess() {
    return LoopBuffers.BYTES;
  }

  @Override
  public void incMessagesRead(int count) {
    reads += count;
  }

  @Override
  public void lastBytesRead(int bytes) {
    if (bytes < 0 && !refused) {
      ended = true;
    }
    super.lastBytesRead(Math.max(0, bytes));
  }

  @Override
  public boolean continueReading() {
    return lastBytesRead() == attemptedBytesRead() && mayContinue();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
    return maybeMore.get() && mayContinue();
  }

  private boolean mayContinue() {
    return wanted && !ended && !isTurnOver();
  }

  private boolean isTurnOver() {
    return reads > 0 && (reads >= MAX_READS || ReadTurn.isOver(loop));
  }
}
