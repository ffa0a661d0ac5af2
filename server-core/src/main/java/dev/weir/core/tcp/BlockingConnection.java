package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.core.stream.Activity;
import dev.weir.core.stream.InboundQueue;
import dev.weir.core.stream.WriteGate;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.tcp.TcpConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The handler's side of a blocking connection. */
final class BlockingConnection extends ConnectionView implements TcpConnection {
  private static final int MIN_PART = 4 << 10;
  private static final int MAX_PART = 64 << 10;

  private final ByteStream stream;
  private final InboundQueue queue;
  private final WriteGate gate;
  private final Activity activity;
  private final int part;
  private final InputStream input = new ConnectionInput(this);
  private final OutputStream output = new ConnectionOutput(this);
  private volatile boolean outputEnded;
  private volatile boolean closed;

  /**
   * A connection that is open both ways.
   *
   * @param highWatermark no more than this, within bounds, is written between two looks at the gate
   */
  BlockingConnection(
      ProtocolContext context,
      InboundQueue queue,
      WriteGate gate,
      Activity activity,
      long highWatermark) {
    super(context.connection());
    this.stream = context.stream();
    this.queue = queue;
    this.gate = gate;
    this.activity = activity;
    this.part = Math.clamp(highWatermark, MIN_PART, MAX_PART);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return queue.read(target, offset, length);
  }

  /** What has come, as it came, or null at the end; otherwise as {@link #read}. */
  @Nullable Bytes take() throws IOException {
    return queue.take();
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    for (int written = 0; written < length; ) {
      awaitRoom(written);
      int count = Math.min(part, length - written);
      OutputChain chain = stream.newOutput();
      chain.write(source, offset + written, count);
      submit(chain);
      written += count;
    }
  }

  @Override
  public void write(Bytes source) throws IOException {
    for (int written = 0; written < source.length(); ) {
      awaitRoom(written);
      int count = Math.min(part, source.length() - written);
      OutputChain chain = stream.newOutput();
      chain.write(source.slice(written, written + count));
      submit(chain);
      written += count;
    }
  }

  private void awaitRoom(int written) throws IOException {
    if (outputEnded) {
      throw new IOException("The output was shut down: nothing more can be written");
    }
    try {
      gate.awaitRoom();
    } catch (InterruptedIOException e) {
      e.bytesTransferred = written;
      throw e;
    }
  }

  private void submit(OutputChain chain) {
    activity.touch();
    stream.submit(chain);
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  /** How many bytes can be read without waiting. */
  int available() {
    return (int) Math.min(Integer.MAX_VALUE, queue.available());
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (closed) {
      throw new IOException("The connection is closed");
    }
    outputEnded = true;
    onLoop(stream::endOutput);
  }

  @Override
  public void close() {
    end(new IOException("The connection was closed by this side"));
    onLoop(stream::close);
  }

  @Override
  public void abort() {
    abort(CloseCause.ABORTED);
  }

  void abort(CloseCause cause) {
    end(new IOException("The connection was aborted by this side"));
    stream.abort(cause);
  }

  /** Wakes who reads or writes, with the reason, and lets nobody do so any more. */
  void end(IOException why) {
    if (!closed) {
      closed = true;
      queue.abandon(why);
      gate.closed(why);
    }
  }

  /** The stream has ended; what has come can still be read. */
  void ended() {
    closed = true;
  }

  /** Whether either side has ended it. */
  boolean isClosed() {
    return closed;
  }

  private void onLoop(Runnable task) {
    try {
      stream.loop().execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the stream with it.
    }
  }

  @Override
  public String toString() {
    return "Connection " + id() + " with " + remoteAddress();
  }
}
