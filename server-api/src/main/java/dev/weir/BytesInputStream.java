package dev.weir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** Reads a range of an array without the locks of {@link java.io.ByteArrayInputStream}. */
final class BytesInputStream extends InputStream {
  private final byte[] array;
  private final int limit;
  private int position;
  private int mark;

  BytesInputStream(byte[] array, int offset, int length) {
    this.array = array;
    this.position = offset;
    this.mark = offset;
    this.limit = offset + length;
  }

  @Override
  public int read() {
    return position < limit ? array[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, limit - position);
    if (count <= 0) {
      return -1;
    }
    System.arraycopy(array, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public long skip(long count) {
    int skipped = Math.clamp(count, 0, limit - position);
    position += skipped;
    return skipped;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    int count = limit - position;
    out.write(array, position, count);
    position = limit;
    return count;
  }

  @Override
  public int available() {
    return limit - position;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public void mark(int readLimit) {
    mark = position;
  }

  @Override
  public void reset() {
    position = mark;
  }
}
