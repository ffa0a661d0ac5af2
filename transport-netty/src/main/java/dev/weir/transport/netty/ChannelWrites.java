package dev.weir.transport.netty;

import dev.weir.spi.transport.FilePages;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Hands one stream's output to its channel, one bounded piece at a time: the next leaves once Netty
 * has none left. So what Netty holds for a slow peer is one buffer, and the rest waits where the
 * watermarks count it. On the loop only.
 *
 * <p>Bytes are copied and consumed before they are sent; a file is consumed after, as the chain
 * closes it with the last byte.
 */
final class ChannelWrites {
  /** Pieces a turn, of one connection; then it is others' turn. */
  private static final int MAX_PIECES = 16;

  /** The JDK's own; the native transports look inside it for the file descriptor. */
  private static final String JDK_FILE_CHANNEL = "sun.nio.ch.FileChannelImpl";

  private final NettyStream stream;
  private final Channel channel;
  private final NettyEventLoop loop;
  private final boolean sendsFiles;
  private long bytesInFlight;
  private long fileBytesInFlight;
  private long fileBytesSent;
  private @Nullable FileRegion fileInFlight;
  private @Nullable FilePages pages; // while files are sent
  private boolean readingFile;
  private @Nullable ByteBuf fileContent;
  private boolean closed;

  ChannelWrites(NettyStream stream, Channel channel, NettyEventLoop loop, boolean sendsFiles) {
    this.stream = stream;
    this.channel = channel;
    this.loop = loop;
    this.sendsFiles = sendsFiles;
  }

  /**
   * Bytes that were consumed and not yet taken by the system; less than none while a file is sent,
   * of which bytes were taken and not yet consumed.
   */
  long bytesInFlight() {
    return bytesInFlight - fileBytesSent - taken();
  }

  /** How much of the piece in flight the system has taken. */
  private long taken() {
    ChannelOutboundBuffer outbound = isInFlight() ? channel.unsafe().outboundBuffer() : null;
    return outbound == null ? 0 : outbound.currentProgress();
  }

  private boolean isInFlight() {
    return bytesInFlight > 0 || fileBytesInFlight > 0;
  }

  void write(OutputChain chain) throws IOException {
    for (int pieces = 0; !isBusy(); pieces++) {
      if (fileBytesSent > 0) {
        long sent = fileBytesSent;
        fileBytesSent = 0;
        chain.consume(sent);
      }
      if (chain.isEmpty()) {
        pages = null;
        return;
      }
      if (pieces == MAX_PIECES) {
        stream.moreNextTurn();
        return;
      }
      FileRegion file = chain.headFile();
      if (file == null) {
        writeBytes(chain);
      } else if (sendsFiles
          && file.channel().getClass().getName().equals(JDK_FILE_CHANNEL)
          && isInMemory(file)) {
        sendFile(file);
      } else {
        writeFile(chain, file);
      }
    }
  }

  private boolean isBusy() {
    return isInFlight() || readingFile;
  }

  private void writeBytes(OutputChain chain) throws IOException {
    int most = (int) Math.min(chain.size(), LoopBuffers.BYTES);
    ByteBuf piece = loop.buffers().toWriteFrom(most);
    int count = chain.copyTo(piece.internalNioBuffer(0, most));
    chain.consume(count);
    piece.setIndex(0, count);
    bytesInFlight = count;
    send(piece);
  }

  private boolean isInMemory(FileRegion file) {
    FilePages known = pages;
    if (known == null) {
      known = new FilePages();
      pages = known;
    }
    return known.areInMemory(file);
  }

  private void sendFile(FileRegion file) throws IOException {
    long count = Math.min(file.length(), LoopBuffers.BYTES);
    if (isTooShort(file, count)) {
      // Netty would find that too, and send FIN: the peer should see a reset.
      throw new EOFException("A file has become shorter than what is due of it");
    }
    fileBytesInFlight = count;
    fileInFlight = file;
    send(new BorrowedFileRegion(file.channel(), file.position(), count));
  }

  /** Without the system's help: read off the loop, which would wait for the disk. */
  private void writeFile(OutputChain chain, FileRegion file) throws IOException {
    ByteBuf content = fileContent;
    if (content == null) {
      readingFile = true;
      int most = (int) Math.min(file.length(), LoopBuffers.BYTES);
      Thread.ofVirtual().name("weir-netty-file").start(() -> readFile(file, most));
      return;
    }
    fileContent = null;
    bytesInFlight = content.readableBytes();
    chain.consume(bytesInFlight);
    send(content);
  }

  private void readFile(FileRegion file, int most) {
    ByteBuf content = channel.alloc().directBuffer(most, most);
    Throwable failure = null;
    try {
      int count = content.writeBytes(file.channel(), file.position(), most);
      if (count <= 0) {
        failure =
            new IOException("The file ended at " + file.position() + ", before its range was sent");
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    Throwable cause = failure;
    try {
      loop.execute(() -> fileRead(content, cause));
    } catch (RejectedExecutionException e) {
      content.release(); // the loop has ended, and with it the stream
    }
  }

  private void fileRead(ByteBuf content, @Nullable Throwable failure) {
    readingFile = false;
    if (closed) {
      content.release();
    } else if (failure != null) {
      content.release();
      stream.broken(new IllegalStateException("A file couldn't be sent", failure));
    } else {
      fileContent = content;
      stream.outputTaken();
    }
  }

  private void send(Object piece) throws IOException {
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
    fileBytesSent += fileBytesInFlight;
    fileBytesInFlight = 0;
    fileInFlight = null;
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

  /** Tells a file that has become too short from a peer that has gone. */
  private @Nullable IOException explained(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    FileRegion file = fileInFlight;
    if (file != null && isTooShort(file, fileBytesInFlight)) {
      EOFException tooShort = new EOFException("A file became shorter while it was sent");
      tooShort.initCause(failure);
      return tooShort;
    }
    return asIo(failure);
  }

  private static boolean isTooShort(FileRegion file, long count) {
    try {
      return file.channel().size() < file.position() + count;
    } catch (IOException e) {
      return false; // it isn't open any more, so the stream has ended before
    }
  }

  /** Nothing more is written; what Netty holds, it gives up when the channel closes. */
  void close() {
    closed = true;
    ByteBuf content = fileContent;
    if (content != null) {
      fileContent = null;
      content.release();
    }
  }

  static IOException asIo(@Nullable Throwable cause) {
    return cause instanceof IOException io
        ? io
        : new IOException("The channel couldn't write", cause);
  }

  /** A part of a file that somebody else closes. */
  private static final class BorrowedFileRegion extends DefaultFileRegion {
    BorrowedFileRegion(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {}
  }
}
