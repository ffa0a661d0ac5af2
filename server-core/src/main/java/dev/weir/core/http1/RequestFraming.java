package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.ContentLength;
import dev.weir.core.http.Expectation;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http.RequestHead;
import dev.weir.core.routing.HostSyntax;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request head say about the message and the connection (RFC 9112, sections
 * 3.2, 6.3 and 9.3; RFC 9110, section 10.1.1). Whatever two parsers could read in two ways is
 * refused.
 */
final class RequestFraming {
  /** The length of a chunked body. */
  static final long CHUNKED = -1;

  private final HttpMethod method;
  private final HttpVersion version;
  private final FieldLines fields;
  private final String knownHost;
  private @Nullable Problem refusal;
  private @Nullable String host;
  private @Nullable String transferEncoding;
  private long contentLength = -1;
  private boolean typed;
  private boolean close;
  private boolean keepAlive;
  private boolean continueExpected;
  private boolean upgradeMeant;
  private List<String> upgrades = List.of();
  private boolean credentials;
  private @Nullable RequestHead head;

  private RequestFraming(
      HttpMethod method, HttpVersion version, FieldLines fields, String knownHost) {
    this.method = method;
    this.version = version;
    this.fields = fields;
    this.knownHost = knownHost;
  }

  /**
   * Reads the fields; what is wrong with them is the {@link #refusal}.
   *
   * @param knownHost a value of the Host field that was found to be right, or the empty string:
   *     hardly a connection names two, so it is neither copied nor looked at again
   */
  static RequestFraming of(
      HttpMethod method, String target, HttpVersion version, FieldLines fields, String knownHost) {
    RequestFraming framing = new RequestFraming(method, version, fields, knownHost);
    try {
      framing.read();
      framing.check();
    } catch (RefusedException e) {
      framing.refusal = e.problem();
    }
    framing.head =
        new RequestHead(
            method,
            target,
            version,
            framing.host(),
            fields,
            framing.bodyLength(),
            framing.upgrades());
    return framing;
  }

  private void read() throws RefusedException {
    for (int i = 0; i < fields.size(); i++) {
      switch (fields.nameLength(i)) {
        case 4 -> {
          if (fields.isNamed(i, "host")) {
            host(i);
          }
        }
        case 6 -> {
          if (fields.isNamed(i, "expect")) {
            expect(fields.value(i));
          } else {
            credentials |= fields.isNamed(i, "cookie");
          }
        }
        case 7 -> {
          if (fields.isNamed(i, "upgrade")) {
            upgrade(fields.value(i));
          }
        }
        case 10 -> {
          if (fields.isNamed(i, "connection")) {
            connection(fields.value(i));
          }
        }
        case 12 -> {
          if (fields.isNamed(i, "content-type")) {
            contentType();
          }
        }
        case 13 -> credentials |= fields.isNamed(i, "authorization");
        case 14 -> {
          if (fields.isNamed(i, "content-length")) {
            contentLength(fields.value(i));
          }
        }
        case 17 -> {
          if (fields.isNamed(i, "transfer-encoding")) {
            transferEncoding(fields.value(i));
          }
        }
        case 19 -> credentials |= fields.isNamed(i, "proxy-authorization");
        default -> {}
      }
    }
  }

  /** Why the request can't be served and what follows it not be read, or null: 400, 417 or 501. */
  @Nullable Problem refusal() {
    return refusal;
  }

  /** The head that these fields were read from. */
  RequestHead head() {
    return Objects.requireNonNull(head);
  }

  /** The octets that the fields lie in: of {@link HeadParser#take}, just those of the head. */
  byte[] octets() {
    return fields.octets();
  }

  /** Whether it can be served, and holds nothing that is one client's secret. */
  boolean isForAll() {
    return refusal == null && !credentials;
  }

  /** The body's length: 0 if there is none or it isn't known where it ends, or {@link #CHUNKED}. */
  private long bodyLength() {
    if (refusal != null) {
      return 0;
    }
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

  /**
   * The protocols of Upgrade (RFC 9110, section 7.8): only those of HTTP/1.1, and only if the field
   * is meant for this hop.
   */
  private List<String> upgrades() {
    return upgradeMeant && version == HttpVersion.HTTP_1_1 ? upgrades : List.of();
  }

  private void upgrade(String value) {
    List<String> all = new ArrayList<>(upgrades);
    for (String protocol : value.split(",", -1)) {
      if (!protocol.isBlank()) {
        all.add(protocol.strip());
      }
    }
    upgrades = List.copyOf(all);
  }

  /** The Host field, or the empty string. */
  String host() {
    return host == null ? "" : host;
  }

  private void check() throws RefusedException {
    if (method.equals(HttpMethod.CONNECT)) {
      throw new RefusedException(501, "CONNECT isn't served here");
    }
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

  private void host(int index) throws RefusedException {
    if (host != null) {
      throw malformed("There is more than one Host field");
    }
    if (!knownHost.isEmpty() && fields.hasValue(index, knownHost)) {
      host = knownHost;
      return;
    }
    String value = fields.value(index);
    String fault = HostSyntax.fault(value);
    if (fault != null) {
      throw malformed("The Host field " + fault);
    }
    host = value;
  }

  /** RFC 9110, section 8.3: which of two is meant, recipients don't agree on. */
  private void contentType() throws RefusedException {
    if (typed) {
      throw malformed("There is more than one Content-Type field");
    }
    typed = true;
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
        upgradeMeant |= word.equalsIgnoreCase("upgrade");
      }
    }
  }

  private void expect(String value) throws RefusedException {
    continueExpected |= Expectation.isOfContinue(value) && version == HttpVersion.HTTP_1_1;
  }
}
