package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  /** Checks the range against the file's size as of now. */
  public FileRegion {
    try {
      Objects.checkFromIndexSize(position, length, channel.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
