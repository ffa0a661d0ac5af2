package dev.weir.spi.tls;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is to be sent of files, a bounded piece at a time, off the loop: pages that aren't in
 * memory would stall it. On the loop otherwise.
 */
final class FileReads {
  private static final int PIECE_BYTES = 64 << 10;

  private final EventLoop loop;
  private final Executor offLoop;
  private final Runnable read;
  private @Nullable ByteBuffer piece;
  private @Nullable IOException failure;
  private boolean reading;
  private boolean closed;

  /**
   * For one stream.
   *
   * @param read run on the loop when a piece is there
   */
  FileReads(EventLoop loop, Executor offLoop, Runnable read) {
    this.loop = loop;
    this.offLoop = offLoop;
    this.read = read;
  }

  /**
   * The next bytes of the file at the head of a chain, or null if they have to be read first. What
   * is taken of them is to be consumed from the chain.
   */
  @Nullable ByteBuffer next(OutputChain chain) throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    ByteBuffer there = piece;
    if (there != null && there.hasRemaining()) {
      return there;
    }
    piece = null;
    FileRegion file = chain.headFile();
    if (file != null && !reading) {
      reading = true;
      offLoop.execute(() -> read(file));
    }
    return null;
  }

  private void read(FileRegion file) {
    ByteBuffer target = ByteBuffer.allocate((int) Math.min(file.length(), PIECE_BYTES));
    IOException failed = null;
    try {
      while (target.hasRemaining()) {
        if (file.channel().read(target, file.position() + target.position()) < 0) {
          throw new EOFException("The file became shorter than what was to be sent of it");
        }
      }
    } catch (EOFException e) {
      failed = e;
    } catch (IOException e) {
      failed = new EOFException("A file couldn't be read: " + e.getMessage());
      failed.initCause(e);
    }
    IOException outcome = failed;
    try {
      loop.execute(() -> done(target.flip(), outcome));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the stream.
    }
  }

  private void done(ByteBuffer content, @Nullable IOException failed) {
    reading = false;
    if (!closed) {
      piece = content;
      failure = failed;
      read.run();
    }
  }

  void close() {
    closed = true;
    piece = null;
  }
}
