package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.http.BodySink;
import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Gathers what a body's writer writes, and sends it in parts worth a system call. */
final class ChunkSink implements BodySink {
  /** Two segments: more makes a slow start, less costs system calls. */
  private static final int PART_BYTES = 16 << 10;

  private final ExchangeWire wire;
  private final long length;
  private final Headers.Builder trailers;
  private OutputChain part;
  private long written;
  private boolean ended;

  /**
   * @param length the length that has to be met, or -1
   */
  ChunkSink(ExchangeWire wire, long length, Headers trailers) {
    this.wire = wire;
    this.length = length;
    this.trailers = trailers.toBuilder();
    this.part = wire.newOutput();
  }

  /** The bytes written so far. */
  long written() {
    return written;
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    account(count);
    int from = offset;
    int left = count;
    while (left > 0) {
      int now = (int) Math.min(left, PART_BYTES - part.size());
      part.write(source, from, now);
      from += now;
      left -= now;
      sendIfFull();
    }
  }

  @Override
  public void write(Bytes source) throws IOException {
    account(source.length());
    int from = 0;
    while (from < source.length()) {
      int to = (int) Math.min(source.length(), from + PART_BYTES - part.size());
      part.write(source.slice(from, to));
      from = to;
      sendIfFull();
    }
  }

  private void sendIfFull() throws IOException {
    if (part.size() >= PART_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    OutputChain full = part;
    part = wire.newOutput();
    wire.write(full);
  }

  @Override
  public void trailer(String name, String value) {
    requireOpen();
    TrailerFields.requireAllowed(name);
    trailers.add(name, value);
  }

  @Override
  public OutputStream asOutputStream() {
    return new View();
  }

  /** The writer has returned: sends the rest and the end. */
  void end() throws IOException {
    if (length >= 0 && written < length) {
      throw new IllegalStateException(
          "The body's writer wrote " + written + " bytes of the " + length + " declared");
    }
    if (!part.isEmpty()) {
      flush();
    }
    ended = true;
    wire.end(trailers.build());
  }

  /** The answer was cut: drops what was gathered. */
  void drop() {
    ended = true;
    part.release();
  }

  private void account(int count) {
    requireOpen();
    if (length >= 0 && count > length - written) {
      throw new IllegalStateException(
          "The body's writer writes more than the " + length + " bytes declared");
    }
    written += count;
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("The body has ended: its writer has returned or failed");
    }
  }

  private final class View extends OutputStream {
    private final byte[] one = new byte[1];

    @Override
    public void write(int value) throws IOException {
      one[0] = (byte) value;
      ChunkSink.this.write(one, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
      ChunkSink.this.write(source, offset, count);
    }

    @Override
    public void flush() throws IOException {
      ChunkSink.this.flush();
    }
  }
}
