package dev.weir.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Counts the answers in a stream of bytes, and checks their status. It looks at each byte of a head
 * once, and at none of a body of known length, so that it isn't the load generator that is
 * measured.
 */
final class ResponseReader {
  private static final int MAX_LINE = 8 << 10;

  private enum State {
    STATUS,
    FIELD,
    BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    TRAILER
  }

  private final byte[] line = new byte[MAX_LINE];
  private int lineLength;
  private State state = State.STATUS;
  private long left;
  private boolean chunked;

  /** Takes bytes in, and says how many answers they complete. */
  int feed(byte[] bytes, int from, int to) throws IOException {
    int complete = 0;
    int at = from;
    while (at < to) {
      if (state == State.BODY || state == State.CHUNK_DATA) {
        long skipped = Math.min(left, to - at);
        left -= skipped;
        at += (int) skipped;
        if (left == 0) {
          if (state == State.BODY) {
            complete++;
            state = State.STATUS;
          } else {
            state = State.CHUNK_SIZE;
          }
        }
      } else {
        byte octet = bytes[at++];
        if (octet == '\n') {
          complete += endOfLine() ? 1 : 0;
          lineLength = 0;
        } else if (octet != '\r') {
          if (lineLength == MAX_LINE) {
            throw new IOException("A line of the answer is over " + MAX_LINE + " bytes");
          }
          line[lineLength++] = octet;
        }
      }
    }
    return complete;
  }

  /** Whether an answer ends here. */
  private boolean endOfLine() throws IOException {
    switch (state) {
      case STATUS -> {
        // "HTTP/1.1 200": the class of the status is what counts.
        if (lineLength < 12 || line[9] != '2') {
          throw new IOException("The server answered: " + text());
        }
        left = 0;
        chunked = false;
        state = State.FIELD;
      }
      case FIELD -> {
        if (lineLength > 0) {
          field();
          return false;
        }
        if (chunked) {
          state = State.CHUNK_SIZE;
        } else if (left > 0) {
          state = State.BODY;
        } else {
          state = State.STATUS;
          return true;
        }
      }
      case CHUNK_SIZE -> chunkSize();
      case TRAILER -> {
        if (lineLength == 0) {
          state = State.STATUS;
          return true;
        }
      }
      case BODY, CHUNK_DATA -> throw new IllegalStateException("Not in a line");
    }
    return false;
  }

  private void field() {
    // The two that frame a body; the rest isn't made a string of.
    byte first = line[0];
    if (first == 'C' || first == 'c' || first == 'T' || first == 't') {
      String field = text().toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length:")) {
        left = Long.parseLong(field.substring("content-length:".length()).strip());
      } else if (field.startsWith("transfer-encoding:")) {
        chunked = field.endsWith("chunked");
      }
    }
  }

  private void chunkSize() {
    if (lineLength == 0) {
      return; // the line end after a chunk's data
    }
    String size = text();
    int extension = size.indexOf(';');
    left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    state = left == 0 ? State.TRAILER : State.CHUNK_DATA;
  }

  private String text() {
    return new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
  }
}
