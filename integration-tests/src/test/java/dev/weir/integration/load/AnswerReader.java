package dev.weir.integration.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the answers of one connection: so little of HTTP that nothing of it can be ours. */
final class AnswerReader {
  /**
   * An answer.
   *
   * @param last whether the server said that it is the last of this connection
   */
  record Answer(int status, String body, boolean last) {}

  private final InputStream in;

  AnswerReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 << 10);
  }

  /**
   * The next answer, or null if the connection ended where one might have begun.
   *
   * @throws IOException if it ended inside of one
   */
  @Nullable Answer next() throws IOException {
    int first;
    try {
      first = in.read();
    } catch (SocketException e) {
      return null; // reset: whether that may be here is for the test to judge
    }
    if (first < 0) {
      return null;
    }
    String status = (char) first + line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("No status line: " + status);
    }
    int length = 0;
    boolean last = false;
    for (String field; !(field = line()).isEmpty(); ) {
      String lower = field.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new IOException("Not expected here: " + field);
      } else if (lower.startsWith("connection:")) {
        last = lower.contains("close");
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("The body ended after " + body.length + " of " + length + " bytes");
    }
    return new Answer(
        Integer.parseInt(status.substring(9, 12)),
        new String(body, StandardCharsets.US_ASCII),
        last);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next; (next = in.read()) != '\n'; ) {
      if (next < 0) {
        throw new EOFException("The connection ended inside of \"" + line + "\"");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
