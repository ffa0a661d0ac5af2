package dev.weir.codec;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.io.IOException;
import java.io.InputStream;

/** Reads values of one type. Used by many threads at once. */
@Stable
public interface Decoder<T> {
  /**
   * Reads one value, which is all that the stream holds; what follows it is malformed.
   *
   * @throws MalformedContentException if the bytes aren't of the codec's format
   * @throws UnfitContentException if they are, and don't fit the type
   * @throws IOException if reading failed
   */
  T decode(InputStream input) throws IOException;

  /** As {@link #decode(InputStream)}, of bytes that are there. */
  default T decode(Bytes bytes) throws IOException {
    return decode(bytes.asInputStream());
  }
}
