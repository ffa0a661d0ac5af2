package dev.weir.middleware.compression;

import dev.weir.http.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** The coding {@code gzip} (RFC 1952) for answers that are worth it. */
final class Gzip implements ContentCoding {
  static final String TOKEN = "gzip";
  private static final int BUFFER_BYTES = 8 << 10;

  private final Set<String> types;
  private final long minSize;
  private final int level;

  /**
   * @param types in lower case, without parameters; {@code text/*} stands for all of its kind
   */
  Gzip(Set<String> types, long minSize, int level) {
    this.types = types;
    this.minSize = minSize;
    this.level = level;
  }

  Set<String> types() {
    return types;
  }

  long minSize() {
    return minSize;
  }

  int level() {
    return level;
  }

  @Override
  public String token() {
    return TOKEN;
  }

  @Override
  public boolean suits(String contentType, long length) {
    return (length < 0 || length >= minSize) && suits(contentType);
  }

  boolean suits(String contentType) {
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
    String essence = type.toLowerCase(Locale.ROOT);
    int plus = essence.lastIndexOf('+');
    if (types.contains(essence)
        || (plus > 0 && types.contains("application/" + essence.substring(plus + 1)))) {
      return true;
    }
    int slash = essence.indexOf('/');
    // Events of a stream are small and leave one by one: they are compressed only if named.
    return slash > 0
        && !essence.equals("text/event-stream")
        && types.contains(essence.substring(0, slash) + "/*");
  }

  @Override
  public OutputStream encodeTo(OutputStream target) throws IOException {
    return new Coder(target, level);
  }

  private static final class Coder extends GZIPOutputStream {
    Coder(OutputStream target, int level) throws IOException {
      super(target, BUFFER_BYTES, true);
      def.setLevel(level);
    }

    /** Ends the deflater even if the target fails, and doesn't close the target. */
    @Override
    public void close() throws IOException {
      try {
        finish();
      } finally {
        def.end();
      }
    }
  }
}
