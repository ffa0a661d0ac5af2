package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.core.dispatch.Computation;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.http.BodySink;
import dev.weir.http.ContentCoding;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Codes what is written and hands it to a sink, slice by slice: each is coded off the writer's
 * virtual thread, so that many long bodies don't keep other handlers waiting.
 */
final class CodedOutput extends OutputStream {
  /** Some half a millisecond of gzip, beside which the way to another thread is little. */
  static final int SLICE_BYTES = 32 << 10;

  /** Less is coded where it is: it takes no longer than the way. */
  private static final int IN_PLACE_BYTES = 2 << 10;

  /** What is gathered grows from here: an event stream at rest holds no slice. */
  private static final int FIRST_BYTES = 512;

  private final BodySink sink;
  private final WorkRunner work;
  private final BytesBuilder coded = Bytes.builder();
  private final OutputStream coder;
  private byte[] gathered = new byte[FIRST_BYTES];
  private int count;
  private boolean closed;

  CodedOutput(BodySink sink, ContentCoding coding, WorkRunner work) throws IOException {
    this.sink = sink;
    this.work = work;
    this.coder = coding.encodeTo(coded.asOutputStream());
  }

  @Override
  public void write(int value) throws IOException {
    makeRoom(1);
    gathered[count++] = (byte) value;
    if (count == SLICE_BYTES) {
      codeGathered();
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    int from = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, SLICE_BYTES - count);
      if (taken == SLICE_BYTES) {
        code(source, from, taken);
      } else {
        makeRoom(taken);
        System.arraycopy(source, from, gathered, count, taken);
        count += taken;
        if (count == SLICE_BYTES) {
          codeGathered();
        }
      }
      from += taken;
      left -= taken;
    }
  }

  private void makeRoom(int more) {
    if (gathered.length - count < more) {
      int grown = Math.max(2 * gathered.length, count + more);
      gathered = Arrays.copyOf(gathered, Math.min(grown, SLICE_BYTES));
    }
  }

  /** The sink has all that was written; it isn't flushed itself. */
  @Override
  public void flush() throws IOException {
    int gatheredBytes = count;
    count = 0;
    run(
        gatheredBytes,
        () -> {
          coder.write(gathered, 0, gatheredBytes);
          coder.flush();
        });
  }

  /** The body is complete. */
  @Override
  public void close() throws IOException {
    codeGathered();
    run(SLICE_BYTES, this::closeCoder); // the coder may still hold much
  }

  /** Gives the coder's memory back; the end that it would write is dropped, if there wasn't one. */
  void release() throws IOException {
    closeCoder();
  }

  private void closeCoder() throws IOException {
    if (!closed) {
      closed = true;
      coder.close();
    }
  }

  private void codeGathered() throws IOException {
    int gatheredBytes = count;
    count = 0;
    code(gathered, 0, gatheredBytes);
  }

  /** Nobody wants the rest of the body if the thread is interrupted. */
  private void code(byte[] source, int offset, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted before a part of the body was coded");
    }
    run(length, () -> coder.write(source, offset, length));
  }

  private void run(int bytes, Computation computation) throws IOException {
    if (bytes < IN_PLACE_BYTES) {
      computation.run();
    } else {
      work.compute(computation);
    }
    if (coded.size() > 0) {
      sink.write(coded.toBytes());
      coded.clear();
    }
  }
}
