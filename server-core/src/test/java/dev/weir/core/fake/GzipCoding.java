package dev.weir.core.fake;

import dev.weir.http.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** Texts of ten bytes and more, or of any length that isn't known, by gzip. */
public final class GzipCoding implements ContentCoding {
  /** How many were made to code. */
  public final AtomicInteger opened = new AtomicInteger();

  /** How often one of them was closed. */
  public final AtomicInteger closed = new AtomicInteger();

  @Override
  public String token() {
    return "gzip";
  }

  @Override
  public boolean suits(String contentType, long length) {
    return contentType.startsWith("text/") && (length < 0 || length >= 10);
  }

  @Override
  public OutputStream encodeTo(OutputStream target) throws IOException {
    opened.incrementAndGet();
    return new GZIPOutputStream(target, true) {
      @Override
      public void close() throws IOException {
        closed.incrementAndGet();
        super.close();
      }
    };
  }
}
