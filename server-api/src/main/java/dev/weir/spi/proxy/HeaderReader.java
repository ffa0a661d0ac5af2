package dev.weir.spi.proxy;

import dev.weir.ProxyHeader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a connection, of whichever version: they differ in the first byte. What can't
 * become one is refused with the byte that shows it.
 */
final class HeaderReader {
  /**
   * How far it came.
   *
   * @param bytes those of the header; without one, as many as are needed at least
   * @param header what it says, or null as long as it isn't complete
   */
  record Progress(int bytes, @Nullable ProxyHeader header) {
    static Progress needs(int bytes) {
      return new Progress(bytes, null);
    }
  }

  private HeaderReader() {}

  /**
   * Reads {@code array[from..to)}.
   *
   * @param max the most bytes that a header of version 2 may have
   * @throws ProxyHeaderException if it isn't a header, and doesn't become one
   */
  static Progress read(byte[] array, int from, int to, int max) throws ProxyHeaderException {
    if (from == to) {
      return Progress.needs(1);
    }
    return array[from] == VersionTwo.FIRST_BYTE
        ? VersionTwo.read(array, from, to, max)
        : VersionOne.read(array, from, to);
  }
}
