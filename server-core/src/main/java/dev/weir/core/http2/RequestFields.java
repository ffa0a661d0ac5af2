package dev.weir.core.http2;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.ContentLength;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http.TrailerFields;
import dev.weir.core.http2.hpack.HeaderField;
import dev.weir.core.http2.hpack.HpackDecoder;
import dev.weir.core.routing.HostSyntax;
import dev.weir.http.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one header or trailer section, and what RFC 9113, section 8, wants of them. Used
 * for one section after the other, by one thread.
 *
 * <p>A section that is too large is decoded to its end and not kept; one that is malformed is
 * remembered by the first thing that was wrong with it.
 */
final class RequestFields implements HpackDecoder.Target {
  /** The length of a body that isn't declared. */
  static final long UNDECLARED = -1;

  private final int maxFields;
  private final long maxBytes;
  private final int targetOctets;

  private final List<String> fields = new ArrayList<>();
  private final StringBuilder cookie = new StringBuilder();
  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String authority;
  private @Nullable String path;
  private @Nullable String protocol;
  private @Nullable String host;
  private @Nullable String expectation;
  private long contentLength;
  private long bytes;
  private boolean regularSeen;
  private boolean pseudoSeen;
  private boolean tooLarge;
  private @Nullable String fault;

  /**
   * With limits to the number of fields, and to their size as RFC 9113, section 6.5.2, has it.
   *
   * @param targetOctets what {@link Octets#target} gives
   */
  RequestFields(int maxFields, long maxBytes, int targetOctets) {
    this.maxFields = maxFields;
    this.maxBytes = maxBytes;
    this.targetOctets = targetOctets;
  }

  /** Starts a section. */
  void begin() {
    fields.clear();
    cookie.setLength(0);
    method = null;
    scheme = null;
    authority = null;
    path = null;
    protocol = null;
    host = null;
    expectation = null;
    contentLength = UNDECLARED;
    bytes = 0;
    regularSeen = false;
    pseudoSeen = false;
    tooLarge = false;
    fault = null;
  }

  @Override
  public void field(HeaderField field) {
    bytes += field.size();
    tooLarge |= bytes > maxBytes;
    if (tooLarge || fault != null) {
      return;
    }
    if (!field.isWellFormed()) {
      fault = "A field's name or value holds what it mustn't";
      return;
    }
    try {
      if (field.name().charAt(0) == ':') {
        pseudo(field.name(), field.value());
      } else {
        regular(field.name(), field.value());
      }
    } catch (RefusedException e) {
      fault = e.getMessage();
    }
  }

  private void pseudo(String name, String value) throws RefusedException {
    if (regularSeen) {
      throw malformed(name + " comes behind a regular field");
    }
    pseudoSeen = true;
    String before;
    switch (name) {
      case ":method" -> {
        before = method;
        method = value;
      }
      case ":scheme" -> {
        before = scheme;
        scheme = value;
      }
      case ":authority" -> {
        before = authority;
        authority = value;
      }
      case ":path" -> {
        before = path;
        path = value;
      }
      case ":protocol" -> {
        before = protocol;
        protocol = value;
      }
      default -> throw malformed("No request has a field " + name);
    }
    if (before != null) {
      throw malformed(name + " comes twice");
    }
  }

  private void regular(String name, String value) throws RefusedException {
    regularSeen = true;
    switch (name) {
      case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" ->
          throw malformed(name + " belongs to HTTP/1.1");
      case "te" -> {
        if (!value.equals("trailers")) {
          throw malformed("te can only be trailers");
        }
      }
      case "content-length" -> {
        long length = ContentLength.parse(value);
        if (contentLength != UNDECLARED && contentLength != length) {
          throw malformed("There are two different lengths");
        }
        contentLength = length;
      }
      case "host" -> {
        if (host != null) {
          throw malformed("There is more than one host");
        }
        host = value;
      }
      case "expect" -> expectation = expectation == null ? value : expectation + "," + value;
      case "cookie" -> { // RFC 9113, section 8.2.3
        cookie.append(cookie.isEmpty() ? "" : "; ").append(value);
        return;
      }
      default -> {}
    }
    add(name, value);
  }

  private void add(String name, String value) {
    if (fields.size() >> 1 == maxFields) {
      tooLarge = true;
      return;
    }
    fields.add(name);
    fields.add(value);
  }

  // ---- The complete section.

  /** Whether it has more fields or bytes than the limits allow. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Checks a complete request. */
  void checkRequest() throws RefusedException {
    requireNoFault();
    String named = require(":method", method);
    requireMethod(named);
    if (named.equals("CONNECT") && protocol == null) {
      requireAuthority();
      if (scheme != null || path != null) {
        throw malformed("CONNECT has neither :scheme nor :path");
      }
      return;
    }
    if (protocol != null && !named.equals("CONNECT")) {
      throw malformed(":protocol comes with CONNECT only");
    }
    requireScheme(require(":scheme", scheme));
    requirePath(named, require(":path", path));
    requireAuthority();
  }

  /** Checks complete trailers, and gives them. */
  Headers trailers() throws RefusedException {
    requireNoFault();
    if (pseudoSeen) {
      throw malformed("Trailers have no fields of HTTP/2's own");
    }
    if (!cookie.isEmpty()) {
      throw malformed("cookie isn't taken as a trailer field");
    }
    for (int i = 0; i < fields.size(); i += 2) {
      if (!TrailerFields.isAllowed(fields.get(i))) {
        throw malformed(fields.get(i) + " isn't taken as a trailer field");
      }
    }
    return headers();
  }

  private void requireNoFault() throws RefusedException {
    if (fault != null) {
      throw malformed(fault);
    }
  }

  private static String require(String name, @Nullable String value) throws RefusedException {
    if (value == null) {
      throw malformed(name + " is missing");
    }
    return value;
  }

  private static void requireMethod(String value) throws RefusedException {
    boolean fine = !value.isEmpty();
    for (int i = 0; fine && i < value.length(); i++) {
      fine = value.charAt(i) < 0x80 && Octets.isToken((byte) value.charAt(i));
    }
    if (!fine) {
      throw malformed(":method isn't a token");
    }
  }

  /** RFC 3986, section 3.1. */
  private static void requireScheme(String value) throws RefusedException {
    boolean fine = !value.isEmpty();
    for (int i = 0; fine && i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      fine = letter || (i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'));
    }
    if (!fine) {
      throw malformed(":scheme isn't a scheme");
    }
  }

  private void requirePath(String method, String value) throws RefusedException {
    if (value.equals("*") && method.equals("OPTIONS")) {
      return;
    }
    if (value.isEmpty() || value.charAt(0) != '/') {
      throw malformed(":path doesn't start with a slash");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80 || !Octets.isTarget((byte) c, targetOctets)) {
        throw malformed(":path holds what no target has, at index " + i);
      }
    }
  }

  /** RFC 9113, section 8.3.1: either of the two names the host, and not another one. */
  private void requireAuthority() throws RefusedException {
    String named = authority();
    if (named.isEmpty()) {
      throw malformed("Neither :authority nor host names a host");
    }
    String hostFault = HostSyntax.fault(named);
    if (hostFault != null) {
      throw malformed("The authority " + hostFault);
    }
    if (authority != null && host != null && !authority.equalsIgnoreCase(host)) {
      throw malformed(":authority and host differ");
    }
  }

  String method() {
    return method == null ? "" : method;
  }

  String path() {
    return path == null ? "" : path;
  }

  /** What the client asks to speak on the stream (RFC 8441), or null. */
  @Nullable String protocol() {
    return protocol;
  }

  String authority() {
    if (authority != null) {
      return authority;
    }
    return host == null ? "" : host;
  }

  /** The value of Expect, all of its lines together, or null. */
  @Nullable String expectation() {
    return expectation;
  }

  /** The declared length of the body, or {@link #UNDECLARED}. */
  long contentLength() {
    return contentLength;
  }

  /** All but HTTP/2's own, a cookie in one piece. */
  Headers headers() {
    if (!cookie.isEmpty()) {
      fields.add("cookie");
      fields.add(cookie.toString());
      cookie.setLength(0);
    }
    return fields.isEmpty()
        ? Headers.empty()
        : new FieldList(fields.toArray(new String[fields.size()]));
  }
}
