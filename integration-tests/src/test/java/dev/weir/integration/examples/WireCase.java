package dev.weir.integration.examples;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes that a client may send to the conformance example, and what has to come back.
 *
 * @param name which of its group it is, for the report
 * @param sent in Latin-1
 * @param statuses of the answers, in order
 * @param goesOn whether a request behind it is answered; if not, the connection ends with the last
 *     of the answers, and what is behind it never becomes a request
 */
record WireCase(String name, String sent, List<Integer> statuses, boolean goesOn) {
  static final String HOST = "Host: a\r\n";
  static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  static final String FIVE = "Content-Length: 5\r\n";

  /** Answered so, and the connection goes on. */
  static WireCase served(String name, int status, String sent) {
    return new WireCase(name, sent, List.of(status), true);
  }

  /** Answered so, and the connection ends. */
  static WireCase last(String name, int status, String sent) {
    return new WireCase(name, sent, List.of(status), false);
  }

  /** Answered with 400, and the connection ends. */
  static WireCase bad(String name, String sent) {
    return last(name, 400, sent);
  }

  /** A GET of the root with a line more. */
  static String get(String line) {
    return "GET / HTTP/1.1\r\n" + HOST + line + "\r\n\r\n";
  }

  /** A POST to the root with fields, each with its line's end, and a body. */
  static String post(String fields, String body) {
    return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n" + body;
  }

  /** A POST to the root of chunks. */
  static String chunks(String body) {
    return post(CHUNKED, body);
  }

  byte[] bytes() {
    return sent.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return name;
  }
}
