package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.http.RawResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an answer is made of, in both versions of HTTP: parts and conditions (RFC 9110, sections 13
 * and 14), files, answers without a body, and those that break off.
 */
interface AnswerCompliance {
  String WHOLE = "abcdefghij";
  String BEFORE = "Tue, 31 Dec 2024 23:59:59 GMT";
  String THEN = "Wed, 01 Jan 2025 00:00:00 GMT";

  /** Fields of a request, in lower case, and what is answered; null for a problem. */
  record Case(int status, @Nullable String body, String... fields) {}

  List<Case> CASES =
      List.of(
          new Case(206, "cde", "range", "bytes=2-4"),
          new Case(206, "ij", "range", "bytes=8-"),
          new Case(206, "hij", "range", "bytes=-3"),
          new Case(206, "ij", "range", "bytes=8-99"),
          new Case(206, WHOLE, "range", "bytes=-99"),
          new Case(206, "bc", "range", "bytes=1-2,"),
          new Case(206, "bc", "range", "bytes=10-, 1-2"),
          new Case(416, null, "range", "bytes=10-"),
          new Case(416, null, "range", "bytes=-0"),
          new Case(200, WHOLE, "range", "lines=1-2"),
          new Case(200, WHOLE, "range", "bytes=4-2"),
          new Case(200, WHOLE, "range", "bytes=0-9,0-9"),
          new Case(206, "cde", "range", "bytes=2-4", "if-range", "\"v1\""),
          new Case(200, WHOLE, "range", "bytes=2-4", "if-range", "\"v0\""),
          new Case(200, WHOLE, "range", "bytes=2-4", "if-range", "W/\"v1\""),
          new Case(206, "cde", "range", "bytes=2-4", "if-range", THEN),
          new Case(200, WHOLE, "range", "bytes=2-4", "if-range", BEFORE),
          new Case(200, WHOLE, "if-range", "\"v0\""),
          new Case(304, "", "if-none-match", "\"v0\", W/\"v1\""),
          new Case(304, "", "if-none-match", "*"),
          new Case(200, WHOLE, "if-none-match", "\"v0\""),
          new Case(304, "", "if-modified-since", THEN),
          new Case(200, WHOLE, "if-modified-since", BEFORE),
          new Case(200, WHOLE, "if-none-match", "\"v0\"", "if-modified-since", THEN),
          new Case(412, null, "if-match", "\"v0\""),
          new Case(412, null, "if-match", "W/\"v1\""),
          new Case(200, WHOLE, "if-match", "\"v0\", \"v1\""),
          new Case(412, null, "if-unmodified-since", BEFORE),
          new Case(200, WHOLE, "if-unmodified-since", THEN),
          new Case(200, WHOLE, "if-match", "*", "if-unmodified-since", BEFORE),
          new Case(304, "", "range", "bytes=99-", "if-none-match", "\"v1\""));

  /** A server of its own for one test. */
  ServedHttp serve();

  private static void ask(Peer peer, String requestLine, String... fields) throws IOException {
    StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
    for (int i = 0; i < fields.length; i += 2) {
      head.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    peer.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  // ---- Parts and conditions.

  @Test
  default void partsAndConditionsAreThoseOfTheState() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      PeerInput input = new PeerInput(peer);
      for (Case each : CASES) {
        String asked = String.join(" ", each.fields);
        ask(peer, "GET /letters HTTP/1.1", each.fields);
        RawResponse answer = RawResponse.read(input, false);
        assertEquals(each.status, answer.status(), asked);
        if (each.body != null) {
          assertEquals(each.body, answer.text(), asked);
          assertEquals("\"v1\"", answer.header("ETag"), asked);
        }
        String place = answer.header("Content-Range");
        switch (each.status) {
          case 206 -> assertEquals("bytes " + place(answer.text()) + "/10", place, asked);
          case 416 -> assertEquals("bytes */10", place, asked);
          default -> assertNull(place, asked);
        }
      }
    }
  }

  private static String place(String part) {
    int first = WHOLE.indexOf(part);
    return first + "-" + (first + part.length() - 1);
  }

  @Test
  default void partsAndConditionsOfAStreamAreThoseOfTheState() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      int stream = 1;
      for (Case each : CASES) {
        String asked = String.join(" ", each.fields);
        peer.get(stream, "/letters", each.fields);
        Http2Peer.Answer answer = peer.answer();
        assertEquals(each.status, answer.status(), asked);
        assertTrue(answer.ended(), asked);
        if (each.body != null) {
          assertEquals(each.body, answer.body(), asked);
        }
        stream += 2;
      }
    }
  }

  @Test
  default void severalPartsComeInOneBody() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1");
        Http2Peer streams = server.connectHttp2()) {
      ask(peer, "GET /letters HTTP/1.1", "range", "bytes=0-0, -2");
      RawResponse answer = RawResponse.read(new PeerInput(peer), false);
      assertEquals(206, answer.status());
      assertNull(answer.header("Content-Range"));
      String type = String.valueOf(answer.header("Content-Type"));
      assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
      String boundary = type.substring(type.indexOf('=') + 1);
      assertEquals(parts(boundary), answer.text());
      streams.get(1, "/letters", "range", "bytes=0-0, -2");
      String body = streams.answer().body();
      assertEquals(parts(body.substring(2, body.indexOf('\r'))), body);
    }
  }

  private static String parts(String boundary) {
    String line = "--" + boundary;
    String head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
    return String.join(
        "",
        line + head + "0-0/10\r\n\r\na\r\n",
        line + head + "8-9/10\r\n\r\nij\r\n",
        line + "--\r\n");
  }

  // ---- Files, some of which a server may rather read than have sent.

  /** Around a record of TLS and a frame of HTTP/2, and more than a socket's buffer. */
  List<Integer> LENGTHS = List.of(1, (16 << 10) - 1, 16 << 10, (16 << 10) + 1, 1 << 20);

  private static Path letters(Path directory, int count) throws IOException {
    return Files.writeString(directory.resolve("letters"), WHOLE.repeat(count / 10 + 1));
  }

  private static String behindTheFirst(int count) {
    return WHOLE.repeat(count / 10 + 1).substring(1, count + 1);
  }

  @Test
  default void filesOfAnySizeArriveWhole(@TempDir Path directory) throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      server.offer(letters(directory, 1 << 20));
      PeerInput input = new PeerInput(peer);
      for (int length : LENGTHS) {
        ask(peer, "GET /file/" + length + " HTTP/1.1");
        RawResponse answer = RawResponse.read(input, false);
        assertEquals(200, answer.status());
        assertEquals(behindTheFirst(length), answer.text());
      }
    }
  }

  @Test
  default void filesOnStreamsArriveWhole(@TempDir Path directory) throws Exception {
    try (ServedHttp server = serve()) {
      server.offer(letters(directory, 1 << 20));
      for (int length : LENGTHS) {
        if (length < 1 << 16) { // a window
          try (Http2Peer peer = server.connectHttp2()) {
            peer.get(1, "/file/" + length);
            assertEquals(new Http2Peer.Answer(200, behindTheFirst(length), true), peer.answer());
          }
        }
      }
    }
  }

  @Test
  default void aFileThatIsTooShortIsAnErrorOfTheServer(@TempDir Path directory) throws Exception {
    for (int length : LENGTHS) {
      Path file = Files.write(directory.resolve("short"), new byte[length]); // one behind the first
      try (ServedHttp server = serve();
          Peer peer = server.connect("http/1.1");
          Http2Peer streams = server.connectHttp2()) {
        server.offer(file);
        PeerInput input = new PeerInput(peer);
        ask(peer, "GET /file/" + length + " HTTP/1.1");
        assertEquals(500, RawResponse.read(input, false).status());
        ask(peer, "GET /hello HTTP/1.1");
        assertEquals("Hello", RawResponse.read(input, false).text());
        streams.get(1, "/file/" + length);
        assertEquals(500, streams.answer().status());
      }
    }
  }

  // ---- Answers without a body: the next one on the connection shows that nothing was behind them.

  @Test
  default void answersWithoutABodyHaveNone() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      PeerInput input = new PeerInput(peer);
      for (String path :
          List.of("/letters", "/streamed", "/sized", "/events", "/none", "/nowhere")) {
        ask(peer, "HEAD " + path + " HTTP/1.1");
        ask(peer, "GET /none HTTP/1.1");
        int expected = path.equals("/nowhere") ? 404 : path.equals("/none") ? 204 : 200;
        assertEquals(expected, RawResponse.read(input, true).status(), path);
        RawResponse none = RawResponse.read(input, true);
        assertEquals(204, none.status(), path);
        assertNull(none.header("Content-Length"), path);
        assertNull(none.header("Transfer-Encoding"), path);
      }
      ask(peer, "GET /hello HTTP/1.1");
      assertEquals("Hello", RawResponse.read(input, false).text());
    }
  }

  @Test
  default void answersOfStreamsWithoutABodyHaveNone() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      int stream = 1;
      for (String path :
          List.of("/letters", "/streamed", "/sized", "/events", "/none", "/nowhere")) {
        peer.ask(stream, "HEAD", path);
        Http2Peer.Answer answer = peer.answer();
        int expected = path.equals("/nowhere") ? 404 : path.equals("/none") ? 204 : 200;
        assertEquals(new Http2Peer.Answer(expected, "", true), answer, path);
        stream += 2;
      }
    }
  }

  // ---- Answers that break off behind their head: the client can tell.

  @Test
  default void anAnswerThatBreaksOffIsNotTakenForAWhole() throws Exception {
    try (ServedHttp server = serve()) {
      String chunked = readToBreak(server, "GET /breaks HTTP/1.1");
      assertFalse(chunked.endsWith("0\r\n\r\n"), chunked);
      String sized = readToBreak(server, "GET /breaks/sized HTTP/1.1");
      assertTrue(sized.length() < 1_000, sized); // as many as the body alone should have
      for (String begun : List.of(chunked, sized)) {
        assertTrue(begun.isEmpty() || begun.startsWith("HTTP/1.1 200 "), begun);
      }
    }
  }

  private static String readToBreak(ServedHttp server, String requestLine) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (Peer peer = server.connect("http/1.1")) {
      ask(peer, requestLine);
      byte[] part = new byte[1_000];
      for (int count = peer.read(part); count >= 0; count = peer.read(part)) {
        read.write(part, 0, count);
      }
    } catch (IOException e) {
      // A reset says so too.
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  default void anOldClientSeesAResetWhereAnEndWouldBeTheBodys() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      ask(peer, "GET /breaks HTTP/1.0");
      assertThrows(IOException.class, peer::readToEnd);
    }
  }

  @Test
  default void aStreamThatBreaksOffIsResetAndNoOther() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      int stream = 1;
      for (String path : List.of("/breaks", "/breaks/sized")) {
        peer.get(stream, path);
        Http2Peer.Answer answer = peer.answer();
        assertFalse(answer.ended(), path);
        assertTrue("Hello".startsWith(answer.body()), path);
        stream += 2;
      }
      peer.get(stream, "/hello");
      assertEquals(new Http2Peer.Answer(200, "Hello", true), peer.answer());
    }
  }
}
