package dev.weir.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A client's end of a connection, in blocking style. For one reader and one writer at a time. */
public interface Peer extends AutoCloseable {
  /** Writes all, and waits for room as long as it takes. */
  void write(byte[] bytes) throws IOException;

  /**
   * Reads what is there, and waits for the first byte.
   *
   * @return how many bytes, or -1 after the server's FIN
   * @throws IOException if the connection was reset
   */
  int read(byte[] target) throws IOException;

  /** Sends FIN: nothing more will be written. */
  void finish() throws IOException;

  /** Resets the connection. */
  void reset() throws IOException;

  /** Closes as an operating system does. */
  @Override
  void close() throws IOException;

  /** Reads so many bytes. */
  default byte[] readExactly(int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(count);
    while (all.size() < count) {
      byte[] part = new byte[Math.min(count - all.size(), 1 << 16)];
      int read = read(part);
      if (read < 0) {
        throw new AssertionError("FIN after " + all.size() + " of " + count + " bytes");
      }
      all.write(part, 0, read);
    }
    return all.toByteArray();
  }

  /** Reads up to the server's FIN. */
  default byte[] readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 16];
    for (int read = read(part); read >= 0; read = read(part)) {
      all.write(part, 0, read);
    }
    return all.toByteArray();
  }
}
