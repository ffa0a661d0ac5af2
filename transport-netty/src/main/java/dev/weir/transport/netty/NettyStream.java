package dev.weir.transport.netty;

import dev.weir.Limits;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.ReadMemory;
import dev.weir.spi.transport.ReadTurn;
import dev.weir.spi.transport.StreamHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The byte stream of a TCP or Unix connection, over a channel of Netty's. */
final class NettyStream extends BufferedStream implements Runnable {
  /** Fewer that Netty has read are copied at once: a slice and what lends it would cost more. */
  private static final int MIN_LENT = 2 << 10;

  private static final long NO_ADDRESS = 0;

  private final NettyConnection connection;
  private final NettyEventLoop loop;
  private final Channel channel;
  private final @Nullable Socket socket; // the channel's, where Netty has one of its own
  private final StreamReads reads;
  private final ChannelWrites writes;
  private @Nullable ByteBuf lent; // during a delivery
  private long lentAddress; // of that, or NO_ADDRESS

  // Its neighbours among those whose channels are open; on the loop, and for NettyEventLoop alone.
  @Nullable NettyStream previous;
  @Nullable NettyStream next;

  NettyStream(
      NettyConnection connection,
      NettyEventLoop loop,
      Channel channel,
      StreamReads reads,
      boolean sendsFiles,
      Limits limits) {
    super(connection, loop.segments(), limits);
    this.connection = connection;
    this.loop = loop;
    this.channel = channel;
    this.socket =
        channel instanceof UnixChannel unix && unix.fd() instanceof Socket own ? own : null;
    this.reads = reads;
    this.writes = new ChannelWrites(this, sendsFiles);
  }

  void start(StreamHandler handler) {
    reads.opened(this);
    open(handler);
  }

  CompletableFuture<Void> channelGone() {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    Futures.whenDone(channel.closeFuture(), failure -> gone.complete(null));
    return gone;
  }

  // ---- What the loop and the channel tell.

  /** The end of a turn, which was asked for. */
  @Override
  public void run() {
    turnEnded();
  }

  /** Takes {@code count} bytes from a buffer; they are lent in an array, if somebody looks. */
  void bytes(ByteBuf buffer, int count, byte[] array) {
    beginRead();
    try {
      read(buffer, count, array);
    } finally {
      endRead();
    }
  }

  private void read(ByteBuf buffer, int count, byte[] array) {
    if (count < MIN_LENT || buffer.nioBufferCount() != 1) {
      buffer.readBytes(array, 0, count);
      received(array, 0, count);
      return;
    }
    ByteBuf slice = buffer.readSlice(count);
    lent = slice;
    lentAddress = slice.hasMemoryAddress() ? slice.memoryAddress() : NO_ADDRESS;
    try {
      received(new ReadMemory(array, slice.internalNioBuffer(0, count).slice()), 0, count);
    } finally {
      lent = null;
    }
  }

  /**
   * Reads once, past Netty, and takes what came.
   *
   * @return how many bytes that was; less than none at the end of input, which Netty has to see
   */
  int readPast(InputMemory input) {
    if (isClosed() || socket == null || !socket.isOpen()) {
      return 0;
    }
    try {
      int count = socket.recvAddress(input.address(), 0, LoopBuffers.BYTES);
      if (count > 0) {
        bytes(input, count);
      }
      return count;
    } catch (Throwable e) {
      var unused = channel.pipeline().fireExceptionCaught(e); // as if Netty had read
      return 0;
    }
  }

  private void bytes(InputMemory input, int count) {
    beginRead();
    lent = input.buffer();
    lentAddress = input.address();
    try {
      received(input.memory(), 0, count);
    } finally {
      lent = null;
      endRead();
    }
  }

  /** Of what is lent, what the system didn't take: in a buffer to be released. */
  ByteBuf retained(int start, int count) {
    return Objects.requireNonNull(lent).retainedSlice(start, count);
  }

  /** A batch of reads is over. */
  void readsDone() {
    if (isClosed()) {
      return;
    }
    boolean refused = reads.refused();
    if (reads.ended()) {
      receivedEnd();
    } else if (reads.wanted() && (refused || loop.repeatsReads() && ReadTurn.isOver(loop))) {
      channel.config().setAutoRead(false);
      loop.nextTurn(this::readOn);
    } else if (refused) {
      IOException reset = pendingError();
      if (reset != null) {
        failed(CloseCause.peerReset(reset));
      }
    }
  }

  private void readOn() {
    if (!isClosed() && reads.wanted()) {
      channel.config().setAutoRead(true);
    }
  }

  /** The error that the system has noted, for a stream that isn't read from. */
  private @Nullable IOException pendingError() {
    if (socket == null) {
      return null;
    }
    try {
      int error = socket.getSoError();
      return error == 0 ? null : new IOException("The connection failed, error " + error);
    } catch (IOException e) {
      return e;
    }
  }

  void broken(Throwable error) {
    boolean ours = !(error instanceof IOException) || error instanceof EOFException;
    failed(ours ? CloseCause.failed(error) : CloseCause.peerReset(error));
  }

  /** The channel is gone; if this stream didn't close it, the peer or Netty did. */
  void channelClosed() {
    loop.closed(this);
    failed(CloseCause.peerReset(null));
  }

  void outputTaken() {
    if (!isClosed()) {
      loop.atTurnEnd(this);
    }
  }

  void moreNextTurn() {
    loop.nextTurn(this);
  }

  // ---- What the stream asks for.

  /** The buffers of its loop. */
  LoopBuffers buffers() {
    return loop.buffers();
  }

  /** The channel underneath. */
  Channel channel() {
    return channel;
  }

  /**
   * Writes what the system takes of {@code piece} at once, past Netty, which would need a promise
   * and an entry in its queue for it; none where only Netty can. Its queue must be empty.
   *
   * @return how many bytes left
   */
  int writePast(ByteBuf piece) throws IOException {
    return piece.hasMemoryAddress()
        ? writePast(piece.memoryAddress(), piece.readerIndex(), piece.writerIndex())
        : 0;
  }

  /** As {@link #writePast(ByteBuf)}, of what is lent, from a start to an end. */
  int writeLentPast(int start, int end) throws IOException {
    return lentAddress == NO_ADDRESS ? 0 : writePast(lentAddress, start, end);
  }

  /** As {@link #writePast(ByteBuf)}, of what is at {@code address} from a start to an end. */
  int writePast(long address, int start, int end) throws IOException {
    if (!loop.isSynchronous() || socket == null || !socket.isOpen()) {
      return 0;
    }
    return socket.sendAddress(address, start, end);
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    writes.write(chain);
  }

  @Override
  protected long bytesInTransport() {
    return writes.bytesInFlight();
  }

  @Override
  protected void readInterest(boolean wanted) {
    reads.wanted(wanted);
    channel.config().setAutoRead(wanted);
  }

  @Override
  protected void writeInterest(boolean wanted) {
    // Netty waits by itself; the end of what it holds brings the next turn.
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this);
  }

  @Override
  protected void shutdownOutput() throws IOException {
    ChannelFuture done = ((DuplexChannel) channel).shutdownOutput();
    if (done.isDone()) {
      if (!done.isSuccess()) {
        throw ChannelWrites.asIo(done.cause());
      }
    } else {
      Futures.whenDone(
          done,
          failure -> {
            if (failure != null) {
              broken(ChannelWrites.asIo(failure));
            }
          });
    }
  }

  @Override
  protected void closeChannel(boolean reset) {
    if (reset && channel.isOpen()) {
      // Unix domain sockets have no such option: there, unread input makes it a reset.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    writes.close();
    var unused = channel.close();
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    connection.streamClosed(cause);
  }
}
