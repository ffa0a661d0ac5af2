package dev.weir.transport.netty;

import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands one stream's output to its channel, one bounded piece at a time: the next leaves once Netty
 * has none left. So what Netty holds for a slow peer is one buffer, and the rest waits where the
 * watermarks count it. On the loop only.
 *
 * <p>Bytes are copied and consumed before they are sent; files are for {@link FileWrites}.
 */
final class ChannelWrites {
  /** Pieces a turn, of one connection; then it is others' turn. */
  private static final int MAX_PIECES = 16;

  private final NettyStream stream;
  private final boolean sendsFiles;
  private @Nullable FileWrites files; // while files are sent
  private long bytesInFlight;
  private boolean closed;

  ChannelWrites(NettyStream stream, boolean sendsFiles) {
    this.stream = stream;
    this.sendsFiles = sendsFiles;
  }

  /**
   * Bytes that were consumed and not yet taken by the system; less than none while a file is sent,
   * of which bytes were taken and not yet consumed.
   */
  long bytesInFlight() {
    return bytesInFlight - (files == null ? 0 : files.sent()) - taken();
  }

  /** How much of the piece in flight the system has taken. */
  private long taken() {
    ChannelOutboundBuffer outbound =
        isInFlight() ? stream.channel().unsafe().outboundBuffer() : null;
    return outbound == null ? 0 : outbound.currentProgress();
  }

  private boolean isInFlight() {
    return bytesInFlight > 0 || (files != null && files.isInFlight());
  }

  void write(OutputChain chain) throws IOException {
    for (int pieces = 0; !isBusy(); pieces++) {
      if (files != null) {
        files.consumeSent(chain);
      }
      if (chain.isEmpty()) {
        files = null;
        return;
      }
      if (pieces == MAX_PIECES) {
        stream.moreNextTurn();
        return;
      }
      FileRegion file = chain.headFile();
      if (file == null) {
        writeBytes(chain);
      } else {
        files().write(chain, file);
      }
    }
  }

  private boolean isBusy() {
    return isInFlight() || (files != null && files.isReading());
  }

  private FileWrites files() {
    FileWrites made = files;
    if (made == null) {
      made = new FileWrites(stream, this, sendsFiles);
      files = made;
    }
    return made;
  }

  private void writeBytes(OutputChain chain) throws IOException {
    ByteBuffer lent = chain.headMemory();
    if (lent != null) {
      writeLent(chain, lent);
      return;
    }
    int most = (int) Math.min(chain.size(), LoopBuffers.BYTES);
    OutputMemory past = stream.buffers().toWritePast();
    if (past != null) {
      writeBytes(chain, most, past);
      return;
    }
    ByteBuf piece = stream.buffers().toWriteFrom(most);
    int count = chain.copyTo(piece.internalNioBuffer(0, most));
    chain.consume(count);
    piece.setIndex(0, count);
    sendBytes(piece, count);
  }

  private void writeLent(OutputChain chain, ByteBuffer lent) throws IOException {
    int start = lent.position();
    int count = lent.remaining();
    chain.consume(count);
    int sent = stream.writeLentPast(start, start + count);
    if (sent < count) {
      sendRest(stream.retained(start + sent, count - sent));
    }
  }

  private void writeBytes(OutputChain chain, int most, OutputMemory past) throws IOException {
    int count = chain.copyTo(past.room(most));
    chain.consume(count);
    int sent = stream.writePast(past.address(), 0, count);
    if (sent < count) {
      sendRest(past.buffer().retainedSlice(sent, count - sent));
    }
  }

  /** Sends bytes that were consumed; what the system doesn't take at once, Netty has. */
  void sendBytes(ByteBuf piece, int count) throws IOException {
    int sent;
    try {
      sent = stream.writePast(piece);
    } catch (Throwable e) {
      piece.release();
      throw e;
    }
    if (sent == count) {
      piece.release();
      return;
    }
    sendRest(piece.skipBytes(sent));
  }

  private void sendRest(ByteBuf rest) throws IOException {
    bytesInFlight = rest.readableBytes();
    send(stream.buffers().kept(rest));
  }

  void send(Object piece) throws IOException {
    Channel channel = stream.channel();
    ChannelPromise promise = channel.newPromise();
    var unused = channel.writeAndFlush(piece, promise);
    if (!promise.isDone()) {
      Futures.whenDone(promise, this::completed);
      return;
    }
    IOException failure = explained(promise.cause());
    allTaken();
    if (failure != null) {
      throw failure;
    }
  }

  private void allTaken() {
    bytesInFlight = 0;
    if (files != null) {
      files.allTaken();
    }
  }

  private void completed(@Nullable Throwable cause) {
    IOException failure = explained(cause);
    allTaken();
    if (closed) {
      return;
    }
    if (failure == null) {
      stream.outputTaken();
    } else {
      stream.broken(failure);
    }
  }

  private @Nullable IOException explained(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    IOException tooShort = files == null ? null : files.tooShort(failure);
    return tooShort == null ? asIo(failure) : tooShort;
  }

  /** Nothing more is written; what Netty holds, it gives up when the channel closes. */
  void close() {
    closed = true;
    if (files != null) {
      files.close();
    }
  }

  static IOException asIo(@Nullable Throwable cause) {
    return cause instanceof IOException io
        ? io
        : new IOException("The channel couldn't write", cause);
  }
}
