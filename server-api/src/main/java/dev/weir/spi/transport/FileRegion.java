package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Bytes of an open file on their way out. The output that it is written to owns the channel and
 * closes it in the end.
 *
 * @param channel the file
 * @param position where the bytes start
 * @param length how many there are
 */
@Preview
public record FileRegion(FileChannel channel, long position, long length) implements Closeable {
  /**
   * Checks that the range is one; whether the file is as long turns out when it is sent.
   *
   * @throws IndexOutOfBoundsException if the position or the length is negative, or their sum
   *     overflows
   */
  public FileRegion {
    Objects.checkFromIndexSize(position, length, Long.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
