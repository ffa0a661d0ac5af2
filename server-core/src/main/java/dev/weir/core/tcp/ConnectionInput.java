package dev.weir.core.tcp;

import dev.weir.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection's input as a stream. */
final class ConnectionInput extends InputStream {
  private final BlockingConnection connection;

  ConnectionInput(BlockingConnection connection) {
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return connection.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return connection.read(target, offset, length);
  }

  /** From one connection to another, what came goes on as it is, without a copy in between. */
  @Override
  public long transferTo(OutputStream target) throws IOException {
    if (!(target instanceof ConnectionOutput output)) {
      return super.transferTo(target);
    }
    long count = 0;
    for (Bytes chunk; (chunk = connection.take()) != null; count += chunk.length()) {
      output.write(chunk);
    }
    return count;
  }

  @Override
  public int available() {
    return connection.available();
  }

  @Override
  public void close() {
    connection.close();
  }
}
