package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.ContentLength;
import dev.weir.core.http.HostSyntax;
import dev.weir.core.http.RefusedException;
import dev.weir.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request head say about the message and the connection (RFC 9112, sections
 * 3.2, 6.3 and 9.3; RFC 9110, section 10.1.1). Whatever two parsers could read in two ways is
 * refused.
 */
final class RequestFraming {
  /** The length of a chunked body. */
  static final long CHUNKED = -1;

  private final HttpVersion version;
  private @Nullable String host;
  private @Nullable String transferEncoding;
  private long contentLength = -1;
  private boolean close;
  private boolean keepAlive;
  private boolean continueExpected;

  private RequestFraming(HttpVersion version) {
    this.version = version;
  }

  /**
   * Reads the fields.
   *
   * @throws RefusedException 400, 417 or 501
   */
  static RequestFraming of(HttpVersion version, FieldLines fields) throws RefusedException {
    RequestFraming framing = new RequestFraming(version);
    for (int i = 0; i < fields.size(); i++) {
      switch (fields.nameLength(i)) {
        case 4 -> {
          if (fields.isNamed(i, "host")) {
            framing.host(fields.value(i));
          }
        }
        case 6 -> {
          if (fields.isNamed(i, "expect")) {
            framing.expect(fields.value(i));
          }
        }
        case 10 -> {
          if (fields.isNamed(i, "connection")) {
            framing.connection(fields.value(i));
          }
        }
        case 14 -> {
          if (fields.isNamed(i, "content-length")) {
            framing.contentLength(fields.value(i));
          }
        }
        case 17 -> {
          if (fields.isNamed(i, "transfer-encoding")) {
            framing.transferEncoding(fields.value(i));
          }
        }
        default -> {}
      }
    }
    framing.check();
    return framing;
  }

  /** The body's length: 0 if there is none, or {@link #CHUNKED}. */
  long bodyLength() {
    return transferEncoding != null ? CHUNKED : Math.max(0, contentLength);
  }

  /** Whether the client means to go on with this connection. */
  boolean keepsAlive() {
    return !close && (version == HttpVersion.HTTP_1_1 || keepAlive);
  }

  /** Whether the client waits for a 100 before it sends the body. */
  boolean expectsContinue() {
    return continueExpected && bodyLength() != 0;
  }

  /** The Host field, or the empty string. */
  String host() {
    return host == null ? "" : host;
  }

  private void check() throws RefusedException {
    if (host == null && version == HttpVersion.HTTP_1_1) {
      throw malformed("The Host field is missing");
    }
    if (transferEncoding == null) {
      return;
    }
    if (version == HttpVersion.HTTP_1_0) {
      throw malformed("HTTP/1.0 has no Transfer-Encoding");
    }
    if (contentLength >= 0) {
      throw malformed("Content-Length and Transfer-Encoding exclude each other");
    }
    TransferCodings.requireChunkedOnly(transferEncoding);
  }

  private void host(String value) throws RefusedException {
    if (host != null) {
      throw malformed("There is more than one Host field");
    }
    HostSyntax.check(value);
    host = value;
  }

  private void contentLength(String value) throws RefusedException {
    if (contentLength >= 0) {
      throw malformed("There is more than one Content-Length field");
    }
    contentLength = ContentLength.parse(value);
  }

  private void transferEncoding(String value) {
    transferEncoding = transferEncoding == null ? value : transferEncoding + "," + value;
  }

  private void connection(String value) {
    if (value.equalsIgnoreCase("keep-alive")) {
      keepAlive = true;
    } else if (value.equalsIgnoreCase("close")) {
      close = true;
    } else {
      for (String option : value.split(",", -1)) {
        String word = option.strip();
        keepAlive |= word.equalsIgnoreCase("keep-alive");
        close |= word.equalsIgnoreCase("close");
      }
    }
  }

  private void expect(String value) throws RefusedException {
    if (!value.equalsIgnoreCase("100-continue")) {
      throw new RefusedException(417, "The one expectation that is met here is 100-continue");
    }
    continueExpected = version == HttpVersion.HTTP_1_1;
  }
}
