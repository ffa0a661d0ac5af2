package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.http.BodySink;
import dev.weir.http.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;

/** A sink whose bytes are coded on their way into another. */
final class CodingSink implements BodySink {
  private final BodySink sink;
  private final CodedOutput output;

  CodingSink(BodySink sink, ContentCoding coding, WorkRunner work) throws IOException {
    this.sink = sink;
    this.output = new CodedOutput(sink, coding, work);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    output.write(source, offset, length);
  }

  @Override
  public void write(Bytes source) throws IOException {
    source.writeTo(output);
  }

  @Override
  public void flush() throws IOException {
    output.flush();
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
        output.write(value);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        output.write(source, offset, length);
      }

      @Override
      public void flush() throws IOException {
        CodingSink.this.flush();
      }
    };
  }

  /** The body is complete. */
  void end() throws IOException {
    output.close();
  }

  /** Gives the coder's memory back, whether the body is complete or not. */
  void release() throws IOException {
    output.release();
  }
}
