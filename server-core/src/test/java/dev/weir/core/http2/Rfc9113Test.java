package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.head;
import static dev.weir.core.http2.Http2Fixture.post;
import static dev.weir.core.http2.Http2Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 9113 has a server refuse, section by section, and with which code. */
class Rfc9113Test {
  private static final int[] OPAQUE = {1, 2, 3, 4, 5, 6, 7, 8};

  private static void routes(HttpRoutes routes) {
    routes.any(
        "/{rest...}",
        request -> {
          request.body().readAll();
          return Response.text("fine");
        });
  }

  /** Frames that end the connection. */
  static Stream<Arguments> connectionErrors() {
    Frame open = post(1, "/");
    Frame done = get(1, "/");
    Frame cut = new Frame(Frames.HEADERS, Frames.END_STREAM, 1, get(1, "/").payload());
    return Stream.of(
        error(
            "4.2: a frame beyond the maximum",
            ErrorCode.FRAME_SIZE_ERROR,
            open,
            new Frame(Frames.DATA, 0, 1, new byte[16_385])),
        error(
            "4.3: a block that can't be decoded",
            ErrorCode.COMPRESSION_ERROR,
            Frame.of(Frames.HEADERS, 5, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
        error(
            "4.3: a block that another frame interrupts",
            ErrorCode.PROTOCOL_ERROR,
            cut,
            Frame.of(Frames.PING, 0, 0, OPAQUE)),
        error(
            "4.3: a block that another stream interrupts",
            ErrorCode.PROTOCOL_ERROR,
            cut,
            Frame.of(Frames.CONTINUATION, 4, 3)),
        error("5.1: data on an idle stream", ErrorCode.PROTOCOL_ERROR, Frame.data(1, true, "")),
        error(
            "5.1: a window for an idle stream", ErrorCode.PROTOCOL_ERROR, Frame.windowUpdate(1, 1)),
        error(
            "5.1: a reset of an idle stream",
            ErrorCode.PROTOCOL_ERROR,
            Frame.reset(1, ErrorCode.CANCEL)),
        error(
            "5.1: data on a closed stream",
            ErrorCode.STREAM_CLOSED,
            done,
            Frame.data(1, true, "x")),
        error("5.1: a head on a closed stream", ErrorCode.STREAM_CLOSED, done, get(1, "/")),
        error("5.1.1: an even stream", ErrorCode.PROTOCOL_ERROR, get(2, "/")),
        error(
            "5.1.1: a stream below the latest", ErrorCode.STREAM_CLOSED, get(5, "/"), get(3, "/")),
        error("6.1: data without a stream", ErrorCode.PROTOCOL_ERROR, Frame.data(0, true, "")),
        error(
            "6.1: padding longer than the frame",
            ErrorCode.PROTOCOL_ERROR,
            open,
            Frame.of(Frames.DATA, Frames.PADDED, 1, 2, 0)),
        error(
            "6.1: padded, and empty",
            ErrorCode.FRAME_SIZE_ERROR,
            open,
            Frame.of(Frames.DATA, Frames.PADDED, 1)),
        error("6.2: a head without a stream", ErrorCode.PROTOCOL_ERROR, get(0, "/")),
        error(
            "6.2: a head's padding longer than it",
            ErrorCode.PROTOCOL_ERROR,
            Frame.of(Frames.HEADERS, Frames.PADDED | 5, 1, 9, 0x82)),
        error(
            "6.3: a priority without a stream",
            ErrorCode.PROTOCOL_ERROR,
            Frame.of(Frames.PRIORITY, 0, 0, 0, 0, 0, 1, 0)),
        error(
            "6.3: a priority of another size on a closed stream",
            ErrorCode.FRAME_SIZE_ERROR,
            done,
            Frame.of(Frames.PRIORITY, 0, 1, 0, 0, 0, 3)),
        error(
            "6.4: a reset without a stream",
            ErrorCode.PROTOCOL_ERROR,
            Frame.reset(0, ErrorCode.CANCEL)),
        error(
            "6.4: a reset of another size",
            ErrorCode.FRAME_SIZE_ERROR,
            open,
            Frame.of(Frames.RST_STREAM, 0, 1, 0, 0, 0)),
        error(
            "6.5: settings of a stream", ErrorCode.PROTOCOL_ERROR, Frame.of(Frames.SETTINGS, 0, 1)),
        error(
            "6.5: an acknowledgement with settings",
            ErrorCode.FRAME_SIZE_ERROR,
            Frame.of(Frames.SETTINGS, Frames.ACK, 0, 0, 3, 0, 0, 0, 1)),
        error(
            "6.5: settings of another size",
            ErrorCode.FRAME_SIZE_ERROR,
            Frame.of(Frames.SETTINGS, 0, 0, 0, 3, 0)),
        error(
            "6.5.2: push neither on nor off",
            ErrorCode.PROTOCOL_ERROR,
            Frame.settings(PeerSettings.ENABLE_PUSH, 2)),
        error(
            "6.5.2: a window too wide",
            ErrorCode.FLOW_CONTROL_ERROR,
            Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, Integer.MIN_VALUE)),
        error(
            "6.5.2: frames too small",
            ErrorCode.PROTOCOL_ERROR,
            Frame.settings(PeerSettings.MAX_FRAME_SIZE, 16_383)),
        error(
            "6.5.2: frames too large",
            ErrorCode.PROTOCOL_ERROR,
            Frame.settings(PeerSettings.MAX_FRAME_SIZE, 1 << 24)),
        error(
            "6.6: a push",
            ErrorCode.PROTOCOL_ERROR,
            open,
            Frame.of(Frames.PUSH_PROMISE, 4, 1, 0, 0, 0, 2)),
        error(
            "6.7: a PING of a stream",
            ErrorCode.PROTOCOL_ERROR,
            Frame.of(Frames.PING, 0, 1, OPAQUE)),
        error(
            "6.7: a PING of another size",
            ErrorCode.FRAME_SIZE_ERROR,
            Frame.of(Frames.PING, 0, 0, 1, 2, 3)),
        error(
            "6.8: GOAWAY of a stream",
            ErrorCode.PROTOCOL_ERROR,
            Frame.of(Frames.GOAWAY, 0, 1, OPAQUE)),
        error(
            "6.9: a window of another size",
            ErrorCode.FRAME_SIZE_ERROR,
            Frame.of(Frames.WINDOW_UPDATE, 0, 0, 0, 0, 1)),
        error(
            "6.9: a window widened by nothing", ErrorCode.PROTOCOL_ERROR, Frame.windowUpdate(0, 0)),
        error(
            "6.9.1: a window too wide",
            ErrorCode.FLOW_CONTROL_ERROR,
            Frame.windowUpdate(0, Integer.MAX_VALUE)),
        error(
            "6.9.2: SETTINGS that make a window too wide",
            ErrorCode.FLOW_CONTROL_ERROR,
            open,
            Frame.windowUpdate(1, Integer.MAX_VALUE - 65_535),
            Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 65_536)),
        error(
            "6.10: a continuation of nothing",
            ErrorCode.PROTOCOL_ERROR,
            open,
            Frame.of(Frames.CONTINUATION, 4, 1)));
  }

  private static Arguments error(String name, ErrorCode code, Frame... frames) {
    return Arguments.of(name, code, frames);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void connectionErrors(String name, ErrorCode code, Frame[] frames) throws Exception {
    try (var http = Http2Fixture.onLoop(Rfc9113Test::routes)) {
      Client client = http.connect(frames);
      assertThat(client.awaitEnd()).isEqualTo(code.code());
      Client other = http.connect(get(1, "/")); // which notices nothing
      assertThat(other.answer(1).body()).isEqualTo("fine");
    }
  }

  /** Frames that end the first stream, and leave the connection as it is. */
  static Stream<Arguments> streamErrors() {
    Frame open = post(1, "/");
    return Stream.of(
        error(
            "5.1: data behind the end",
            ErrorCode.STREAM_CLOSED,
            Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0),
            get(1, "/"),
            Frame.data(1, false, "x")),
        error(
            "5.3.1 of RFC 7540: a stream that depends on itself",
            ErrorCode.PROTOCOL_ERROR,
            open,
            Frame.of(Frames.PRIORITY, 0, 1, 0, 0, 0, 1, 0)),
        error(
            "6.3: a priority of another size",
            ErrorCode.FRAME_SIZE_ERROR,
            open,
            Frame.of(Frames.PRIORITY, 0, 1, 0, 0, 0, 3)),
        error(
            "6.9: a stream's window widened by nothing",
            ErrorCode.PROTOCOL_ERROR,
            open,
            Frame.windowUpdate(1, 0)),
        error(
            "6.9.1: a stream's window too wide",
            ErrorCode.FLOW_CONTROL_ERROR,
            open,
            Frame.windowUpdate(1, Integer.MAX_VALUE)),
        malformed("8.1: trailers that don't end the stream", open, head(1, false, "x", "y")),
        malformed(
            "8.1.1: a body longer than declared",
            post(1, "/", "content-length", "1"),
            Frame.data(1, false, "xy")),
        malformed(
            "8.1.1: a body shorter than declared",
            post(1, "/", "content-length", "3"),
            Frame.data(1, true, "xy")),
        malformed("8.1.1: a declared body that doesn't come", get(1, "/", "content-length", "3")),
        malformed(
            "8.1.1: trailers before the declared end",
            post(1, "/", "content-length", "3"),
            head(1, true, "x", "y")),
        malformed("8.1.1: a length that isn't one", post(1, "/", "content-length", "+3")),
        malformed("8.2.1: a name in upper case", get(1, "/", "X-Own", "y")),
        malformed("8.2.1: a name with a space", get(1, "/", "x own", "y")),
        malformed("8.2.1: a colon inside of a name", get(1, "/", "x:y", "y")),
        malformed("8.2.1: an empty name", get(1, "/", "", "y")),
        malformed("8.2.1: a value with LF", get(1, "/", "x", "a\nb")),
        malformed("8.2.1: a value with NUL", get(1, "/", "x", "a\0b")),
        malformed("8.2.1: a value with a space in front", get(1, "/", "x", " a")),
        malformed("8.2.2: connection", get(1, "/", "connection", "close")),
        malformed("8.2.2: keep-alive", get(1, "/", "keep-alive", "3")),
        malformed("8.2.2: proxy-connection", get(1, "/", "proxy-connection", "close")),
        malformed("8.2.2: transfer-encoding", get(1, "/", "transfer-encoding", "chunked")),
        malformed("8.2.2: upgrade", get(1, "/", "upgrade", "h2c")),
        malformed("8.2.2: te", get(1, "/", "te", "gzip")),
        malformed("8.3: one of HTTP/2's own that isn't known", get(1, "/", ":x", "y")),
        malformed("8.3: a response's", get(1, "/", ":status", "200")),
        malformed(
            "8.3: one behind a regular field",
            head(1, true, ":method", "GET", ":scheme", "http", "x", "y", ":path", "/")),
        malformed("8.3: one in trailers", open, head(1, true, ":path", "/")),
        malformed(
            "8.3.1: no method", head(1, true, ":scheme", "http", ":path", "/", ":authority", "a")),
        malformed(
            "8.3.1: no scheme", head(1, true, ":method", "GET", ":path", "/", ":authority", "a")),
        malformed(
            "8.3.1: no path",
            head(1, true, ":method", "GET", ":scheme", "http", ":authority", "a")),
        malformed("8.3.1: an empty path", get(1, "")),
        malformed("8.3.1: a path without a slash", get(1, "x")),
        malformed("8.3.1: a path with a fragment", get(1, "/#x")),
        malformed("8.3.1: a path with a space", get(1, "/a b")),
        malformed("8.3.1: two methods", get(1, "/", ":method", "PUT")),
        malformed("8.3.1: two paths", get(1, "/", ":path", "/")),
        malformed("8.3.1: a host unlike the authority", get(1, "/", "host", "b")),
        malformed(
            "8.3.1: user information",
            head(1, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "me@a")),
        malformed("8.5: CONNECT with a path", request(1, true, "CONNECT", "/")),
        malformed("8.5 of RFC 8441: a protocol without CONNECT", get(1, "/", ":protocol", "x")));
  }

  private static Arguments malformed(String name, Frame... frames) {
    return error(name, ErrorCode.PROTOCOL_ERROR, frames);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void streamErrors(String name, ErrorCode code, Frame[] frames) throws Exception {
    try (var http = Http2Fixture.onLoop(Rfc9113Test::routes)) {
      Client client = http.connect(frames);
      assertThat(client.resetCode(1)).isEqualTo(code.code());
      client.send(Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 65_535), get(3, "/"));
      assertThat(client.answer(3).body()).isEqualTo("fine");
      assertThat(client.got()).noneMatch(frame -> frame.type() == Frames.GOAWAY);
    }
  }

  /** Frames that are as they should be. */
  static Stream<Arguments> allowed() {
    byte[] block = get(1, "/").payload();
    byte[] start = Arrays.copyOf(block, 7);
    byte[] rest = Arrays.copyOfRange(block, 7, block.length);
    Frame open = post(1, "/");
    return Stream.of(
        fine("4.1: a frame of an unknown type", Frame.of(0x77, 0xff, 9, 1, 2, 3), get(1, "/")),
        fine("4.1: reserved bits", get(0x8000_0001, "/")),
        fine(
            "4.3: a block in parts",
            new Frame(Frames.HEADERS, Frames.END_STREAM, 1, start),
            Frame.of(Frames.CONTINUATION, 0, 1),
            new Frame(Frames.CONTINUATION, 4, 1, rest)),
        fine(
            "5.1: a priority of an idle stream",
            Frame.of(Frames.PRIORITY, 0, 7, 0, 0, 0, 1, 0),
            get(1, "/")),
        fine(
            "5.1: words on a stream that has ended",
            get(1, "/"),
            Frame.windowUpdate(1, 1),
            Frame.reset(1, ErrorCode.CANCEL)),
        fine("6.1: padding", open, Frame.of(Frames.DATA, Frames.PADDED | 1, 1, 3, 65, 0, 0, 0)),
        fine("6.1: nothing but padding", open, Frame.of(Frames.DATA, Frames.PADDED | 1, 1, 0)),
        fine(
            "6.2: padding and priority",
            padded(Frames.END_STREAM | Frames.END_HEADERS, new byte[] {0, 0, 0, 0, 9}, block)),
        fine("6.5.2: a setting that isn't known", Frame.settings(0x99, 7), get(1, "/")),
        fine(
            "6.7: an acknowledgement that nobody asked for",
            Frame.of(Frames.PING, Frames.ACK, 0, OPAQUE),
            get(1, "/")),
        fine("8.1: trailers", open, Frame.data(1, false, "x"), head(1, true, "x-sum", "y")),
        fine("8.2.2: te: trailers", get(1, "/", "te", "trailers")),
        fine(
            "8.3.1: host in place of :authority",
            head(1, true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "a")),
        fine("8.3.1: OPTIONS of all", request(1, true, "OPTIONS", "/")));
  }

  private static Frame padded(int flags, byte[] priority, byte[] block) {
    byte[] payload = new byte[1 + priority.length + block.length + 4];
    payload[0] = 4;
    System.arraycopy(priority, 0, payload, 1, priority.length);
    System.arraycopy(block, 0, payload, 1 + priority.length, block.length);
    return new Frame(Frames.HEADERS, flags | Frames.PADDED | Frames.WITH_PRIORITY, 1, payload);
  }

  private static Arguments fine(String name, Frame... frames) {
    return Arguments.of(name, frames);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void allowed(String name, Frame[] frames) throws Exception {
    try (var http = Http2Fixture.onLoop(Rfc9113Test::routes)) {
      Client client = http.connect(frames);
      assertThat(client.answer(1).status()).isEqualTo(200);
      client.send(get(9, "/"));
      assertThat(client.answer(9).status()).isEqualTo(200);
    }
  }

  @Test
  void theServerGreetsWithItsLimitsAndAcknowledgesSettings() throws Exception {
    try (var http = Http2Fixture.onLoop(Rfc9113Test::routes)) {
      List<Frame> got = http.connect().got();
      assertThat(got.getFirst().type()).isEqualTo(Frames.SETTINGS);
      assertThat(got.getFirst().flags()).isZero();
      assertThat(got).filteredOn(f -> f.type() == Frames.SETTINGS && f.flags() == 1).hasSize(1);
    }
  }

  @Test
  void aPingComesBackWithWhatItCarried() throws Exception {
    try (var http = Http2Fixture.onLoop(Rfc9113Test::routes)) {
      Frame answer = http.connect(Frame.of(Frames.PING, 0, 0, OPAQUE)).await(Frames.PING, 0);
      assertThat(answer.flags()).isEqualTo(Frames.ACK);
      assertThat(answer.payload()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void crumbsOfACookieAreOneField() throws Exception {
    try (var http =
        Http2Fixture.onLoop(routes ->
            routes.get(
                "/", request -> Response.text(request.headers().all("cookie").toString())))) {
      Client client = http.connect(get(1, "/", "cookie", "a=b", "x", "y", "cookie", "c=d"));
      assertThat(client.answer(1).body()).isEqualTo("[a=b; c=d]");
    }
  }
}
