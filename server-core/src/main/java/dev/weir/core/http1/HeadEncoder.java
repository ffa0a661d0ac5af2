package dev.weir.core.http1;

import dev.weir.ByteOutput;
import dev.weir.core.http.DateField;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.Headers;
import java.nio.charset.StandardCharsets;

/** Writes response heads (RFC 9112, sections 4 to 6): the framing follows from the body, always. */
final class HeadEncoder {
  /** How the end of a body is told. */
  enum Framing {
    /** There is no body, and nothing to say about its length. */
    NONE,
    LENGTH,
    CHUNKED,
    /** The body ends with the connection: for HTTP/1.0. */
    CLOSE
  }

  /** What the connection does afterwards, where it has to be said. */
  enum After {
    UNSAID,
    CLOSE,
    KEEP_ALIVE
  }

  private static final byte[] SERVER = ascii("Server: Weir\r\n");
  private static final byte[] CONTENT_TYPE = ascii("Content-Type: ");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");

  /** RFC 9110, section 7.8: who sends Upgrade says so in Connection. */
  private static final byte[] UPGRADE = ascii("Connection: upgrade\r\n");

  private static final byte[] CLOSE_AND_UPGRADE = ascii("Connection: close, upgrade\r\n");
  private static final byte[] SEPARATOR = ascii(": ");
  private static final byte[] END = ascii("\r\n");

  // Fields that were among those given.
  private static final int SERVER_NAMED = 1;
  private static final int UPGRADE_NAMED = 2;

  private final DateField date = new DateField();

  /**
   * Writes a head.
   *
   * @param head its fields are checked already
   * @param millis the time for the Date
   */
  void write(ByteOutput out, ResponseHead head, Framing framing, After after, long millis) {
    out.write(StatusLines.of(head.status()));
    int named = writeFields(out, head.headers());
    if ((named & SERVER_NAMED) == 0) {
      out.write(SERVER);
    }
    out.write(date.at(millis));
    String contentType = head.contentType();
    if (contentType != null) {
      out.write(CONTENT_TYPE);
      out.writeLatin1(contentType);
      out.write(END);
    }
    switch (framing) {
      case LENGTH -> {
        out.write(CONTENT_LENGTH);
        out.writeDecimal(head.length());
        out.write(END);
      }
      case CHUNKED -> out.write(CHUNKED);
      case NONE, CLOSE -> {}
    }
    if ((named & UPGRADE_NAMED) == 0) {
      switch (after) {
        case CLOSE -> out.write(CLOSE);
        case KEEP_ALIVE -> out.write(KEEP_ALIVE);
        case UNSAID -> {}
      }
    } else {
      out.write(after == After.CLOSE ? CLOSE_AND_UPGRADE : UPGRADE);
    }
    out.write(END);
  }

  /** Writes an interim answer: a status and fields, and nothing else. */
  static void writeInterim(ByteOutput out, int status, Headers fields) {
    out.write(StatusLines.of(status));
    writeTrailers(out, fields);
  }

  /** Writes trailer fields and the section's end. */
  static void writeTrailers(ByteOutput out, Headers trailers) {
    for (int i = 0; i < trailers.size(); i++) {
      writeField(out, trailers, i);
    }
    out.write(END);
  }

  /** The server's own fields are left out, whoever set them. Says which of some were there. */
  private static int writeFields(ByteOutput out, Headers headers) {
    int named = 0;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      boolean own =
          switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("date");
            case 6 -> {
              named |= name.equalsIgnoreCase("server") ? SERVER_NAMED : 0;
              yield false;
            }
            case 7 -> {
              named |= name.equalsIgnoreCase("upgrade") ? UPGRADE_NAMED : 0;
              yield false;
            }
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
          };
      if (!own) {
        writeField(out, headers, i);
      }
    }
    return named;
  }

  private static void writeField(ByteOutput out, Headers headers, int index) {
    out.writeLatin1(headers.name(index));
    out.write(SEPARATOR);
    out.writeLatin1(headers.value(index));
    out.write(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
