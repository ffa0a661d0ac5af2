package dev.weir.core.tcp;

import dev.weir.Bytes;
import java.io.IOException;
import java.io.OutputStream;

/** A connection's output as a stream; nothing is held back, so flushing does nothing. */
final class ConnectionOutput extends OutputStream {
  private final BlockingConnection connection;

  ConnectionOutput(BlockingConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int value) throws IOException {
    connection.write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    connection.write(source, offset, length);
  }

  void write(Bytes source) throws IOException {
    connection.write(source);
  }

  @Override
  public void close() {
    connection.close();
  }
}
