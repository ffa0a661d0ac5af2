package dev.weir.integration.examples;

import static dev.weir.integration.examples.WireCase.FIVE;
import static dev.weir.integration.examples.WireCase.HOST;
import static dev.weir.integration.examples.WireCase.bad;
import static dev.weir.integration.examples.WireCase.get;
import static dev.weir.integration.examples.WireCase.last;
import static dev.weir.integration.examples.WireCase.post;
import static dev.weir.integration.examples.WireCase.served;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Request lines, fields and their limits. */
final class HeadCases {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY;

  private HeadCases() {}

  static List<WireCase> all() {
    return Stream.of(requestLines(), targets(), versions(), fields(), hosts(), sizes(), answers())
        .flatMap(List::stream)
        .toList();
  }

  private static String line(String requestLine) {
    return requestLine + "\r\n" + HOST + "\r\n";
  }

  private static List<WireCase> requestLines() {
    return List.of(
        bad("request line ends in LF", "GET / HTTP/1.1\n" + HOST + "\r\n"),
        bad("request line ends in CR", "GET / HTTP/1.1\r" + HOST + "\r\n"),
        bad("two spaces in the request line", line("GET  / HTTP/1.1")),
        bad("tab in the request line", line("GET\t/ HTTP/1.1")),
        bad("space before the request line", line(" GET / HTTP/1.1")),
        bad("space behind the version", line("GET / HTTP/1.1 ")),
        bad("no target", line("GET HTTP/1.1")),
        bad("no version", "GET /\r\n"),
        bad("a line of one space", " \r\n\r\n"),
        bad("two empty lines before the request", "\r\n\r\n" + line("GET / HTTP/1.1")),
        served("one empty line before the request", 200, "\r\n" + line("GET / HTTP/1.1")),
        bad("LF before the request", "\n" + line("GET / HTTP/1.1")),
        bad("NUL before the request", "\0" + line("GET / HTTP/1.1")),
        bad("SOH before the request", "\1" + line("GET / HTTP/1.1")),
        bad("octets at random", garbage()),
        bad("a TLS hello", "\26\3\1\2\0\1\0\1\374\3\3"),
        served("a method in lower case", 405, line("get / HTTP/1.1")),
        served("an unknown method", 405, line("FOOBAR / HTTP/1.1")),
        served("TRACE", 405, line("TRACE / HTTP/1.1")),
        served("TRACE with a body", 405, "TRACE / HTTP/1.1\r\n" + HOST + FIVE + "\r\nhello"),
        last("CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
        bad("a method that is no token", line("G@T / HTTP/1.1")));
  }

  private static String garbage() {
    byte[] octets = new byte[256];
    new Random(42).nextBytes(octets);
    octets[0] = (byte) 0xf0;
    return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static List<WireCase> targets() {
    return List.of(
        bad("a fragment", line("GET /path#frag HTTP/1.1")),
        bad("a space in the target", line("GET /pa th HTTP/1.1")),
        bad("a backslash in the target", line("GET /path\\file HTTP/1.1")),
        bad("NUL in the target", line("GET /\0test HTTP/1.1")),
        bad("UTF-8 in the target", line("GET /caf\303\251 HTTP/1.1")),
        bad("overlong UTF-8 in the target", line("GET /\300\257 HTTP/1.1")),
        bad("encoded overlong UTF-8", line("GET /%c0%af HTTP/1.1")),
        bad("encoded NUL", line("GET /path%00.html HTTP/1.1")),
        bad("encoded CR LF", line("GET /path%0d%0aX-Injected:%20true HTTP/1.1")),
        bad("half an escape", line("GET /%4 HTTP/1.1")),
        bad("a path above the root", line("GET /../etc/passwd HTTP/1.1")),
        bad("an encoded path above the root", line("GET /%2e%2e/etc/passwd HTTP/1.1")),
        bad("dots beside an encoded slash", line("GET /a%2f..%2fb HTTP/1.1")),
        served("an encoded slash", 404, line("GET /a%2fb HTTP/1.1")),
        bad("the asterisk with GET", line("GET * HTTP/1.1")),
        served("the asterisk with OPTIONS", 204, line("OPTIONS * HTTP/1.1")),
        served("the absolute form", 200, line("GET http://a/ HTTP/1.1")),
        bad("an absolute form unlike the host", line("GET http://b/ HTTP/1.1")),
        bad("an absolute form with user information", line("GET http://u@a/ HTTP/1.1")),
        bad("an absolute form without a host", line("GET http:/// HTTP/1.1")),
        last("https without TLS", 421, line("GET https://a/ HTTP/1.1")),
        bad("the authority form", line("GET a:80 HTTP/1.1")),
        bad("another scheme", line("GET ftp://a/ HTTP/1.1")));
  }

  private static List<WireCase> versions() {
    return List.of(
        last("HTTP/9.9", 505, line("GET / HTTP/9.9")),
        last("HTTP/2.0", 505, line("GET / HTTP/2.0")),
        last("HTTP/0.9", 505, line("GET / HTTP/0.9")),
        bad("HTTP/1", line("GET / HTTP/1")),
        bad("HTTP/01.01", line("GET / HTTP/01.01")),
        bad("a space in the version", line("GET / HTTP/ 1.1")),
        bad("the version in lower case", line("GET / http/1.1")),
        served("HTTP/1.2", 200, line("GET / HTTP/1.2")),
        last("HTTP/1.0", 200, line("GET / HTTP/1.0")),
        last("HTTP/1.0 without Host", 200, "GET / HTTP/1.0\r\n\r\n"),
        served("HTTP/1.0 that stays", 200, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        last("a close", 200, get("Connection: close")),
        last("Upgrade over 1.0", 200, "GET / HTTP/1.0\r\n" + HOST + UPGRADE + "\r\n"),
        last(
            "a 1.0 client that expects 100",
            200,
            "POST / HTTP/1.0\r\n" + HOST + "Expect: 100-continue\r\n" + FIVE + "\r\nhello"));
  }

  private static List<WireCase> fields() {
    return List.of(
        bad("a field that ends in LF", "GET / HTTP/1.1\r\nHost: a\nX-Test: value\r\n\r\n"),
        bad("a folded field", get("X-Test: value\r\n continued")),
        bad("a folded field, by a tab", get("X-Test: value\r\n\tcontinued")),
        bad("a space before the colon", get("X-Test : value")),
        bad("a blank line of one space", "GET / HTTP/1.1\r\n \r\n" + HOST + "\r\n"),
        bad("a space before the first field", "GET / HTTP/1.1\r\n " + HOST + "\r\n"),
        bad("a field without a name", get(": empty-name")),
        bad("a bracket in a name", get("Bad[Name: value")),
        bad("UTF-8 in a name", get("X-T\303\253st: value")),
        bad("NUL in a name", get("X\0: value")),
        bad("a tab in a name", post(FIVE + "Content\tLength: 99\r\n", "hello")),
        bad("a line without a colon", get("NoColonHere")),
        bad("CR in a value", post(FIVE + "X-Test: val\rue\r\n", "hello")),
        bad("NUL in a value", get("X-Test: a\0b")),
        bad("controls in a value", get("X-Test: abc\7\10\13def")),
        bad("DEL in a value", get("X-Test: \177")),
        bad("NUL in a cookie", get("Cookie: foo=\0bar")),
        bad("controls in a cookie", get("Cookie: foo=\1bar")),
        bad("the section ends in LF", "GET / HTTP/1.1\r\n" + HOST + "\n"),
        bad("the section ends in CR CR LF", "GET / HTTP/1.1\r\n" + HOST + "\r\r\n"),
        served("an empty cookie", 200, get("Cookie: ")),
        served("an odd cookie", 200, get("Cookie: ===;;;")),
        bad("two types", post(FIVE + "Content-Type: a/b\r\nContent-Type: c/d\r\n", "hello")));
  }

  private static List<WireCase> hosts() {
    return Stream.of(
            "",
            "Host: a\r\nHost: other.example\r\n",
            "Host: a\r\nHost: a\r\n",
            "Host: user@a\r\n",
            "Host: a/path\r\n",
            "Host: a, other.example\r\n",
            "Host:\r\n",
            "Host: \r\n",
            "Host: a b\r\n",
            "Host: :80\r\n",
            "Host: a:port\r\n",
            "Host: [::1\r\n",
            "Host: [1]\r\n")
        .map(host -> bad("hosts: " + host.strip(), "GET / HTTP/1.1\r\n" + host + "\r\n"))
        .toList();
  }

  private static List<WireCase> sizes() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      many.append("X-H-").append(i).append(": value\r\n");
    }
    return List.of(
        last("a target of 100 kB", 414, line("GET /" + "A".repeat(100_000) + " HTTP/1.1")),
        served("a target of 7 kB", 404, line("GET /" + "A".repeat(7_000) + " HTTP/1.1")),
        bad("a method of 100 kB", line("A".repeat(100_000) + " / HTTP/1.1")),
        last("a value of 100 kB", 431, get("X-Big: " + "B".repeat(100_000))),
        last("a name of 100 kB", 431, get("C".repeat(100_000) + ": value")),
        last("a cookie of 100 kB", 431, get("Cookie: big=" + "D".repeat(100_000))),
        last("10,000 fields", 431, get(many.toString().strip())));
  }

  private static List<WireCase> answers() {
    return List.of(
        served("an unknown upgrade", 200, get("Connection: Upgrade\r\nUpgrade: made-up/1.0")),
        served("Upgrade without Connection", 200, get("Upgrade: websocket\r\n" + KEY.strip())),
        served("Upgrade in a POST", 200, post(UPGRADE + FIVE, "hello")),
        last("an unknown expectation", 417, get("Expect: 200-ok")),
        served("a method that isn't taken", 405, line("DELETE / HTTP/1.1")),
        served("OPTIONS", 204, line("OPTIONS / HTTP/1.1")),
        served(
            "an odd list of expectations", 200, post("Expect: ,100-continue,\r\n" + FIVE, "hello")),
        served("Content-Range in a request", 200, get("Content-Range: bytes 0-1/2")),
        served(
            "OPTIONS that may go no further", 204, line("OPTIONS / HTTP/1.1\r\nMax-Forwards: 0")),
        served("a request by way of a proxy", 200, get("Via: 1.0 fred, 1.1 p.example (comment)")),
        served("If-Range without Range", 200, get("If-Range: \"v1\"")),
        served("conditions on OPTIONS", 204, line("OPTIONS / HTTP/1.1\r\nIf-None-Match: *")),
        served("conditions on what isn't there", 404, line("GET /no HTTP/1.1\r\nIf-Match: \"x\"")),
        served("conditions on what isn't taken", 405, line("PUT / HTTP/1.1\r\nIf-None-Match: *")),
        served("a range that is none", 200, get("Range: bytes=abc-xyz")),
        served("a thousand ranges", 200, get("Range: bytes=" + "0-,".repeat(999) + "0-")),
        served("a range of a POST", 200, post(FIVE + "Range: bytes=0-10\r\n", "hello")),
        served("a type that nobody knows", 200, get("Accept: application/x-nonsense")),
        new WireCase(
            "two in one packet",
            line("GET / HTTP/1.1") + line("GET /none HTTP/1.1"),
            List.of(200, 404),
            true));
  }
}
