package dev.weir.transport.netty;

import dev.weir.spi.transport.FilePages;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The files among one stream's output: the system sends what it has in memory, and the rest is read
 * off the loop. What the system sends is consumed after, as the chain closes a file with its last
 * byte. On the loop only.
 */
final class FileWrites {
  /** The JDK's own; the native transports look inside it for the file descriptor. */
  private static final String JDK_FILE_CHANNEL = "sun.nio.ch.FileChannelImpl";

  private final NettyStream stream;
  private final ChannelWrites writes;
  private final boolean sendsFiles;
  private final FilePages pages = new FilePages();
  private long bytesInFlight;
  private long sent;
  private @Nullable FileRegion inFlight;
  private boolean reading;
  private @Nullable ByteBuf content;
  private boolean closed;

  FileWrites(NettyStream stream, ChannelWrites writes, boolean sendsFiles) {
    this.stream = stream;
    this.writes = writes;
    this.sendsFiles = sendsFiles;
  }

  /** Whether the channel has a piece of a file. */
  boolean isInFlight() {
    return bytesInFlight > 0;
  }

  /** Whether a piece is being read. */
  boolean isReading() {
    return reading;
  }

  /** Bytes that the system has taken, and that weren't consumed yet. */
  long sent() {
    return sent;
  }

  void consumeSent(OutputChain chain) {
    long taken = sent;
    sent = 0;
    chain.consume(taken);
  }

  /** Goes on with the file at the head of the chain. */
  void write(OutputChain chain, FileRegion file) throws IOException {
    if (sendsFiles
        && file.channel().getClass().getName().equals(JDK_FILE_CHANNEL)
        && pages.areInMemory(file)) {
      send(file);
    } else {
      readThenWrite(chain, file);
    }
  }

  private void send(FileRegion file) throws IOException {
    long count = Math.min(file.length(), LoopBuffers.BYTES);
    if (isTooShort(file, count)) {
      // Netty would find that too, and send FIN: the peer should see a reset.
      throw new EOFException("A file has become shorter than what is due of it");
    }
    bytesInFlight = count;
    inFlight = file;
    writes.send(new BorrowedFileRegion(file.channel(), file.position(), count));
  }

  /** Without the system's help: read off the loop, which would wait for the disk. */
  private void readThenWrite(OutputChain chain, FileRegion file) throws IOException {
    ByteBuf read = content;
    if (read == null) {
      reading = true;
      int most = (int) Math.min(file.length(), LoopBuffers.BYTES);
      Thread.ofVirtual().name("weir-netty-file").start(() -> read(file, most));
      return;
    }
    content = null;
    int count = read.readableBytes();
    chain.consume(count);
    writes.sendBytes(read, count);
  }

  private void read(FileRegion file, int most) {
    ByteBuf target = stream.channel().alloc().directBuffer(most, most);
    Throwable failure = null;
    try {
      int count = target.writeBytes(file.channel(), file.position(), most);
      if (count <= 0) {
        failure =
            new IOException("The file ended at " + file.position() + ", before its range was sent");
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    Throwable cause = failure;
    try {
      stream.loop().execute(() -> wasRead(target, cause));
    } catch (RejectedExecutionException e) {
      target.release(); // the loop has ended, and with it the stream
    }
  }

  private void wasRead(ByteBuf target, @Nullable Throwable failure) {
    reading = false;
    if (closed) {
      target.release();
    } else if (failure != null) {
      target.release();
      stream.broken(new IllegalStateException("A file couldn't be sent", failure));
    } else {
      content = target;
      stream.outputTaken();
    }
  }

  /** The channel has none of it any more. */
  void allTaken() {
    sent += bytesInFlight;
    bytesInFlight = 0;
    inFlight = null;
  }

  /** Tells a file that has become too short from a peer that has gone; null if it hasn't. */
  @Nullable IOException tooShort(Throwable failure) {
    FileRegion file = inFlight;
    if (file == null || !isTooShort(file, bytesInFlight)) {
      return null;
    }
    EOFException tooShort = new EOFException("A file became shorter while it was sent");
    tooShort.initCause(failure);
    return tooShort;
  }

  private static boolean isTooShort(FileRegion file, long count) {
    try {
      return file.channel().size() < file.position() + count;
    } catch (IOException e) {
      return false; // it isn't open any more, so the stream has ended before
    }
  }

  /** Nothing more is written. */
  void close() {
    closed = true;
    ByteBuf read = content;
    if (read != null) {
      content = null;
      read.release();
    }
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
