package dev.weir.core.routing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream that remembers what reading it threw. */
final class FailureKeepingStream extends FilterInputStream {
  private @Nullable IOException checked;
  private @Nullable RuntimeException unchecked;

  FailureKeepingStream(InputStream source) {
    super(source);
  }

  @Override
  public int read() throws IOException {
    return keeping(super::read);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return keeping(() -> super.read(target, offset, length));
  }

  /** Throws what reading threw, if it did. */
  void rethrow() throws IOException {
    if (checked != null) {
      throw checked;
    }
    if (unchecked != null) {
      throw unchecked;
    }
  }

  private interface Reading {
    int read() throws IOException;
  }

  private int keeping(Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (IOException e) {
      checked = e;
      throw e;
    } catch (RuntimeException e) {
      unchecked = e;
      throw e;
    }
  }
}
