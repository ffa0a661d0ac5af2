package dev.weir.transport.nio;

import dev.weir.spi.transport.FilePages;
import dev.weir.spi.transport.FileRegion;
import dev.weir.transport.nio.socket.IoMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what one stream sends of files read into memory by another thread, where it isn't there
 * already: sendfile would let the loop wait for the disk. What is read is dropped, as the system
 * keeps it.
 */
final class FileReads {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileReads.class);

  private final NioStream stream;
  private final NioEventLoop loop;
  private final OffLoopMemory offLoopMemory;
  private final FilePages pages = new FilePages();
  private boolean reading;

  FileReads(NioStream stream, NioEventLoop loop, OffLoopMemory offLoopMemory) {
    this.stream = stream;
    this.loop = loop;
    this.offLoopMemory = offLoopMemory;
  }

  /** Whether a file is being read: then room in the socket is of no use. */
  boolean isReading() {
    return reading;
  }

  /**
   * How many bytes of the region can be sent without waiting for a disk; 0 if they are being read,
   * after which the stream awaits room again.
   */
  long inMemory(FileRegion region) {
    if (reading) {
      return 0;
    }
    boolean inMemory = pages.areInMemory(region);
    long length = pages.known(region);
    if (inMemory) {
      return length;
    }
    reading = true;
    stream.tellInterest();
    Thread.ofVirtual().name("weir-nio-file").start(() -> read(region, length));
    return 0;
  }

  private void read(FileRegion region, long length) {
    IoMemory memory = offLoopMemory.acquire();
    ByteBuffer buffer = memory.buffer();
    try {
      long end = region.position() + length;
      for (long at = region.position(); at < end; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int count = region.channel().read(buffer, at);
        if (count < 0) {
          break; // it became too short, which sending it tells
        }
        at += count;
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.debug("{} couldn't be read ahead, and sending it will tell why", region, e);
    } finally {
      offLoopMemory.release(memory);
    }
    try {
      loop.execute(this::done);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the stream with it.
    }
  }

  private void done() {
    reading = false;
    pages.read();
    stream.tellInterest();
  }
}
