package dev.weir.core.http1;

import dev.weir.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Status lines (RFC 9112, section 4), each made once. */
final class StatusLines {
  private static final int FIRST = 100;
  private static final int LAST = 599;
  private static final AtomicReferenceArray<byte[]> LINES =
      new AtomicReferenceArray<>(LAST - FIRST + 1);

  private StatusLines() {}

  /** The line with its end. Never to be written to. */
  static byte[] of(int status) {
    byte[] line = LINES.getPlain(status - FIRST);
    if (line == null) {
      String text = "HTTP/1.1 " + status + " " + HttpStatus.reason(status) + "\r\n";
      line = text.getBytes(StandardCharsets.US_ASCII);
      LINES.set(status - FIRST, line); // a race makes an equal one
    }
    return line;
  }
}
