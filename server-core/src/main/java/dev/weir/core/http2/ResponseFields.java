package dev.weir.core.http2;

import dev.weir.core.http.DateField;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http2.hpack.HpackEncoder;
import dev.weir.core.http2.hpack.OctetBuffer;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;

/** Response heads and trailers as header blocks (RFC 9113, section 8.3.2). */
final class ResponseFields {
  private static final String SERVER = "Weir";
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final DateField date;

  ResponseFields(DateField date) {
    this.date = date;
  }

  /**
   * Adds a head.
   *
   * @param head its fields are checked already
   * @param millis the time for the date
   */
  void head(ResponseHead head, long millis, HpackEncoder encoder, OctetBuffer out) {
    encoder.begin(out);
    encoder.status(head.status(), out);
    boolean serverNamed = fields(head.headers(), encoder, out);
    if (!serverNamed) {
      encoder.field(HeaderNames.SERVER, SERVER, out);
    }
    encoder.field(HeaderNames.DATE, date.textAt(millis), out);
    String contentType = head.contentType();
    if (contentType != null) {
      encoder.field(HeaderNames.CONTENT_TYPE, contentType, out);
    }
    int status = head.status();
    if (head.length() >= 0 && status != NO_CONTENT && status != NOT_MODIFIED) {
      encoder.contentLength(head.length(), out);
    }
  }

  /** Adds an interim head: a status, and fields that the server doesn't add to. */
  static void interim(int status, Headers more, HpackEncoder encoder, OctetBuffer out) {
    encoder.begin(out);
    encoder.status(status, out);
    fields(more, encoder, out);
  }

  /** Adds trailers. */
  static void trailers(Headers trailers, HpackEncoder encoder, OctetBuffer out) {
    encoder.begin(out);
    fields(trailers, encoder, out);
  }

  /** The server's own fields, and HTTP/1.1's, are left out. Says whether Server was there. */
  private static boolean fields(Headers headers, HpackEncoder encoder, OctetBuffer out) {
    boolean serverNamed = false;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      boolean left =
          switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("date");
            case 6 -> {
              serverNamed |= name.equalsIgnoreCase("server");
              yield false;
            }
            case 7 -> name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
          };
      if (!left) {
        encoder.field(name, headers.value(i), out);
      }
    }
    return serverNamed;
  }
}
