package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.ShutdownReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What clients see of a server, in clear text and inside TLS alike. */
interface ServingCompliance {
  String HELLO = request("GET /hello HTTP/1.1", "Host: localhost");
  String EVENTS = request("GET /events HTTP/1.1", "Host: localhost");
  String WEB_SOCKET =
      request(
          "GET /ws HTTP/1.1",
          "Host: localhost",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  String POST = request("POST /echo HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked");

  /** Within ten seconds; but the clock may begin anew in the middle of them. */
  int TOO_MANY_PINGS = 2 * Limits.MAX_WEBSOCKET_CONTROL_FRAMES.defaultValue() + 1;

  /** A server of its own for one test. */
  ServedHttp serve();

  private static String request(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static void write(Peer peer, String text) throws IOException {
    peer.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readUntil(Peer peer, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      read.append((char) peer.readExactly(1)[0]);
    }
    return read.toString();
  }

  private static Peer openWebSocket(ServedHttp server) throws IOException {
    Peer peer = server.connect("http/1.1");
    write(peer, WEB_SOCKET);
    assertTrue(readUntil(peer, "\r\n\r\n").startsWith("HTTP/1.1 101 "), "no upgrade");
    return peer;
  }

  private static Http2Peer openWebSocketOverHttp2(ServedHttp server) throws IOException {
    Http2Peer peer = server.connectHttp2();
    peer.request(
        1,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        "websocket",
        ":scheme",
        "http",
        ":path",
        "/ws",
        ":authority",
        "localhost",
        "sec-websocket-version",
        "13");
    assertTrue(peer.next().isOk(), "the stream isn't a WebSocket's");
    return peer;
  }

  /** The bytes of a stream's DATA, as they are asked for. */
  private static WebSocketFrames.Source dataOf(Http2Peer peer) {
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    return count -> {
      while (came.size() < count) {
        Http2Peer.Frame frame = peer.next();
        assertEquals(Http2Peer.DATA, frame.type());
        came.writeBytes(frame.payload());
      }
      byte[] all = came.toByteArray();
      came.reset();
      came.write(all, count, all.length - count);
      return java.util.Arrays.copyOf(all, count);
    };
  }

  // ---- Requests.

  @Test
  default void requestsOfOneConnectionAreAnsweredInTurn() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      write(peer, HELLO + HELLO);
      assertTrue(readUntil(peer, "Hello").startsWith("HTTP/1.1 200 "));
      assertTrue(readUntil(peer, "Hello").startsWith("HTTP/1.1 200 "));
      write(peer, POST + request("3", "abc", "3", "def", "0"));
      assertTrue(readUntil(peer, "abcdef").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  default void streamsOfOneConnectionAreAnswered() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      peer.get(1, "/hello");
      assertTrue(peer.next().isOk());
      assertEquals("Hello", peer.next().text());
      peer.request(
          3,
          false,
          ":method",
          "POST",
          ":scheme",
          "http",
          ":path",
          "/echo",
          ":authority",
          "localhost");
      peer.data(3, "abc".getBytes(StandardCharsets.UTF_8), false);
      peer.data(3, "def".getBytes(StandardCharsets.UTF_8), true);
      assertTrue(peer.next().isOk());
      assertEquals("abcdef", peer.next().text());
    }
  }

  // ---- WebSockets.

  @Test
  default void aWebSocketGoesBackAndForth() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = openWebSocket(server)) {
      for (String text : new String[] {"one", "two"}) {
        peer.write(WebSocketFrames.text(text));
        assertEquals(text, WebSocketFrames.read(peer::readExactly).text());
      }
      peer.write(WebSocketFrames.closing(1000));
      assertEquals(1000, WebSocketFrames.read(peer::readExactly).code());
      assertEquals(0, peer.readToEnd().length);
    }
  }

  @Test
  default void aWebSocketGoesBackAndForthOnAStream() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = openWebSocketOverHttp2(server)) {
      WebSocketFrames.Source source = dataOf(peer);
      for (String text : new String[] {"one", "two"}) {
        peer.data(1, WebSocketFrames.text(text), false);
        assertEquals(text, WebSocketFrames.read(source).text());
      }
      peer.get(3, "/hello");
      assertTrue(peer.next().isOk());
      assertEquals("Hello", peer.next().text());
      peer.data(1, WebSocketFrames.closing(1000), false);
      assertEquals(1000, WebSocketFrames.read(source).code());
    }
  }

  @Test
  default void aWebSocketFloodedWithPingsIsClosedWith1008() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = openWebSocket(server)) {
      peer.write(WebSocketFrames.pings(TOO_MANY_PINGS));
      assertEquals(1008, WebSocketFrames.readPastPongs(peer::readExactly).code());
      assertEquals(0, peer.readToEnd().length);
    }
  }

  @Test
  default void aWebSocketOnAStreamFloodedWithPingsIsClosedWith1008AndOtherStreamsGoOn()
      throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = openWebSocketOverHttp2(server)) {
      peer.data(1, WebSocketFrames.pings(TOO_MANY_PINGS), false);
      assertEquals(1008, WebSocketFrames.readPastPongs(dataOf(peer)).code());
      peer.get(3, "/hello");
      Http2Peer.Frame frame = peer.next();
      while (frame.stream() != 3) {
        frame = peer.next(); // the end of the WebSocket's stream
      }
      assertTrue(frame.isOk());
      assertEquals("Hello", peer.next().text());
    }
  }

  @Test
  default void shutdownClosesAWebSocketWith1001() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = openWebSocket(server)) {
      peer.write(WebSocketFrames.text("here"));
      assertEquals("here", WebSocketFrames.read(peer::readExactly).text());
      CompletableFuture<ShutdownReport> report = server.shutdown();
      assertEquals(1001, WebSocketFrames.read(peer::readExactly).code());
      peer.write(WebSocketFrames.closing(1001));
      assertEquals(0, peer.readToEnd().length);
      assertEquals(0, server.endAfter(peer, report).cut());
    }
  }

  @Test
  default void shutdownClosesAWebSocketOnAStreamWith1001() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = openWebSocketOverHttp2(server)) {
      WebSocketFrames.Source source = dataOf(peer);
      peer.data(1, WebSocketFrames.text("here"), false);
      assertEquals("here", WebSocketFrames.read(source).text());
      CompletableFuture<ShutdownReport> report = server.shutdown();
      assertEquals(1001, WebSocketFrames.read(source).code());
      peer.data(1, WebSocketFrames.closing(1001), true);
      peer.awaitEnd();
      assertEquals(0, server.endAfter(peer, report).cut());
    }
  }

  // ---- Streams of events.

  @Test
  default void aClientThatEndsItsSideEndsItsEvents() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      write(peer, EVENTS);
      readUntil(peer, "data: first\n\n\r\n");
      peer.finish();
      assertEquals("interrupted", server.told());
    }
  }

  @Test
  default void aClientThatCancelsItsStreamEndsItsEvents() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      peer.get(1, "/events");
      assertTrue(peer.next().isOk());
      assertEquals("data: first\n\n", peer.next().text());
      peer.reset(1);
      assertEquals("interrupted", server.told());
      peer.get(3, "/hello");
      assertTrue(peer.next().isOk());
    }
  }

  @Test
  default void shutdownEndsEventsInOrder() throws Exception {
    try (ServedHttp server = serve();
        Peer peer = server.connect("http/1.1")) {
      write(peer, EVENTS);
      readUntil(peer, "data: first\n\n\r\n");
      CompletableFuture<ShutdownReport> report = server.shutdown();
      assertEquals("interrupted", server.told());
      assertEquals("0\r\n\r\n", readUntil(peer, "\r\n\r\n"));
      assertEquals(0, server.endAfter(peer, report).cut());
    }
  }

  @Test
  default void shutdownEndsEventsOnAStreamInOrder() throws Exception {
    try (ServedHttp server = serve();
        Http2Peer peer = server.connectHttp2()) {
      peer.get(1, "/events");
      assertTrue(peer.next().isOk());
      assertEquals("data: first\n\n", peer.next().text());
      CompletableFuture<ShutdownReport> report = server.shutdown();
      assertEquals("interrupted", server.told());
      assertTrue(peer.next().ends(), "the stream isn't ended in order");
      peer.awaitEnd();
      assertEquals(0, server.endAfter(peer, report).cut());
    }
  }
}
