package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.Slots;
import dev.weir.annotation.Stable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A TCP connection in blocking style. Reading waits for the peer; writing waits while more than
 * {@link dev.weir.Limits#WRITE_HIGH_WATERMARK} bytes are unsent. One thread may read while another
 * writes; closing is allowed to any thread and wakes both.
 *
 * <p>When the thread is interrupted while it waits, {@link java.io.InterruptedIOException} is
 * thrown, the interrupt status stays set, and the connection stays open. A connection without a
 * byte either way for {@link dev.weir.Limits#SESSION_IDLE_TIMEOUT} is closed, and reading and
 * writing fail.
 */
@Stable
public interface TcpConnection extends ConnectionInfo, Slots, Closeable {
  /** Reads at least one byte. Returns the count, or -1 when the peer has finished sending. */
  int read(byte[] target, int offset, int length) throws IOException;

  /**
   * Writes all; it leaves at once, without a flush. Of an interrupted write, {@link
   * java.io.InterruptedIOException#bytesTransferred} bytes were written.
   */
  void write(byte[] source, int offset, int length) throws IOException;

  /** Writes all. */
  void write(Bytes source) throws IOException;

  /** The incoming bytes as a stream; closing it closes the connection. */
  InputStream input();

  /** The outgoing bytes as a stream, unbuffered; closing it closes the connection. */
  OutputStream output();

  /** Tells the peer that nothing more comes (half-close); reading goes on. */
  void shutdownOutput() throws IOException;

  /** Closes after what was written has been sent. */
  @Override
  void close();

  /** Ends the connection at once; the peer sees a reset, and what is unsent is lost. */
  void abort();
}
