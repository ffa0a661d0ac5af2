package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.http.BodySink;
import dev.weir.http.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A sink whose bytes are coded on their way into another. */
final class CodingSink implements BodySink {
  private final BodySink sink;
  private final Target target;
  private final OutputStream coder;
  private boolean released;

  CodingSink(BodySink sink, ContentCoding coding) throws IOException {
    this.sink = sink;
    this.target = new Target(sink);
    this.coder = coding.encodeTo(target);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    coder.write(source, offset, length);
  }

  @Override
  public void write(Bytes source) throws IOException {
    source.writeTo(coder);
  }

  @Override
  public void flush() throws IOException {
    coder.flush();
    sink.flush();
  }

  @Override
  public void trailer(String name, String value) {
    sink.trailer(name, value);
  }

  @Override
  public OutputStream asOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        coder.write(value);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        coder.write(source, offset, length);
      }

      @Override
      public void flush() throws IOException {
        CodingSink.this.flush();
      }
    };
  }

  /** The body is complete. */
  void end() throws IOException {
    released = true;
    coder.close();
  }

  /** Gives the coder's memory back; what it would write as an end is dropped, as there is none. */
  void release() throws IOException {
    if (!released) {
      target.sink = null;
      coder.close();
    }
  }

  private static final class Target extends OutputStream {
    private final byte[] one = new byte[1];
    private @Nullable BodySink sink;

    Target(BodySink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
      one[0] = (byte) value;
      write(one, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      BodySink open = sink;
      if (open != null) {
        open.write(source, offset, length);
      }
    }
  }
}
