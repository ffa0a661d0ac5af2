package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the system holds the next bytes of a file in memory, so that a transport doesn't
 * let a whole event loop wait for a disk: what isn't there is read off the loop first. It looks at
 * a window of a file at a time, which costs some ten microseconds where sending it costs hundreds.
 *
 * <p>For the files of one stream, one after the other, and for one thread at a time.
 */
@Preview
public final class FilePages {
  private static final long WINDOW = 1 << 20;

  private @Nullable FileChannel file;
  private long from;
  private long to;
  private boolean inMemory;

  /** Nothing is known. */
  public FilePages() {}

  /**
   * Whether the first {@link #known} bytes of the region are in memory; true also where that can't
   * be told.
   */
  public boolean areInMemory(FileRegion region) {
    long position = region.position();
    if (region.channel() != file || position < from || position >= to) {
      file = region.channel();
      from = position;
      to = position + Math.min(WINDOW, region.length());
      inMemory = look(region.channel(), position, to - position);
    }
    return inMemory;
  }

  /** About how many bytes of the region {@link #areInMemory} has told. */
  public long known(FileRegion region) {
    return Math.min(region.length(), to - region.position());
  }

  /** The bytes that {@link #areInMemory} has told about were read just now. */
  public void read() {
    inMemory = true;
  }

  private static boolean look(FileChannel file, long position, long length) {
    try (Arena mapped = Arena.ofConfined()) {
      return file.map(MapMode.READ_ONLY, position, length, mapped).isLoaded();
    } catch (IOException | RuntimeException e) {
      return true; // too short, or of no disk: whoever sends it sees what is wrong with it
    }
  }
}
