package dev.weir.codec.json;

import dev.weir.codec.MalformedContentException;
import dev.weir.codec.Utf8Check;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how reading failed. Jackson wraps some of that as an error of the content, and then a
 * body that is too large (413) or doesn't come (408) would be called unfit (422). What comes has to
 * be UTF-8, the one encoding of JSON that travels (RFC 8259, section 8.1): Jackson takes overlong
 * forms, so that {@code C0 80} would be a NUL that nobody in front of us has seen; and it guesses
 * at UTF-16 and UTF-32.
 */
final class WatchedSource extends InputStream {
  private final InputStream source;
  private final Utf8Check utf8 = new Utf8Check();
  private @Nullable IOException failed;
  private @Nullable RuntimeException refused;

  WatchedSource(InputStream source) {
    this.source = source;
  }

  /** Throws what reading has thrown, if it has. */
  void throwFailure() throws IOException {
    if (failed != null) {
      throw failed;
    }
    if (refused != null) {
      throw refused;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int count = source.read(target, offset, length);
      if (count > 0 && !isText(target, offset, offset + count)) {
        throw new MalformedContentException("The JSON isn't in UTF-8", 0, 0, null);
      }
      return count;
    } catch (IOException e) {
      failed = e;
      throw e;
    } catch (RuntimeException e) {
      refused = e;
      throw e;
    }
  }

  private boolean isText(byte[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      if (array[i] == 0) {
        return false; // never in JSON: UTF-16 or UTF-32 it would be
      }
    }
    return utf8.accepts(array, from, to);
  }
}
