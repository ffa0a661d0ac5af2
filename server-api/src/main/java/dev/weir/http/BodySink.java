package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Where a streamed body is written. Writing waits while the client is slow: no more than {@link
 * dev.weir.Limits#WRITE_HIGH_WATERMARK} bytes are held. Used by one thread at a time.
 *
 * <p>Writing throws {@link ClientGoneException} when the client has gone and {@link
 * java.io.InterruptedIOException} when the thread is interrupted.
 */
@Stable
public interface BodySink {
  /** Writes bytes; small writes are gathered until {@link #flush()} or a buffer is full. */
  void write(byte[] source, int offset, int length) throws IOException;

  /** Writes bytes. */
  void write(Bytes source) throws IOException;

  /** Sends what was gathered. */
  void flush() throws IOException;

  /**
   * Adds a trailer field, sent after the body where the version of HTTP allows.
   *
   * @throws IllegalArgumentException if it is malformed, or not allowed in trailers (RFC 9110,
   *     section 6.5.1)
   */
  void trailer(String name, String value);

  /** This sink as a stream; closing it does nothing. */
  OutputStream asOutputStream();
}
