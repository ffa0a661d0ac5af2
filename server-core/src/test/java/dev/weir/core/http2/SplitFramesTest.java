package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.head;
import static dev.weir.core.http2.Http2Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the frames of a connection are cut into pieces, what comes back is the same. */
class SplitFramesTest {
  static List<byte[]> conversations() {
    byte[] block = get(1, "/x", "accept", "*/*").payload();
    return List.of(
        bytes(get(1, "/"), get(3, "/a?b"), get(5, "/%")),
        bytes(
            post(1, "/"),
            Frame.data(1, false, "hello"),
            get(3, "/"),
            Frame.of(Frames.DATA, Frames.PADDED, 1, 3, 65, 66, 0, 0, 0),
            Frame.data(1, false, "0123456789".repeat(20)),
            head(1, true, "x-sum", "1")),
        bytes(
            new Frame(Frames.HEADERS, Frames.END_STREAM, 1, Arrays.copyOf(block, 9)),
            new Frame(Frames.CONTINUATION, 0, 1, Arrays.copyOfRange(block, 9, 20)),
            new Frame(Frames.CONTINUATION, 4, 1, Arrays.copyOfRange(block, 20, block.length))),
        bytes(
            Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 3),
            get(1, "/"),
            Frame.of(0x60, 1, 2, 3, 4, 5),
            Frame.windowUpdate(1, 100),
            Frame.of(Frames.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)),
        bytes(get(1, "/", "connection", "x"), get(3, "/", "x", "\r\n"), get(5, "/")),
        bytes(get(1, "/"), Frame.data(1, true, "not open any more")),
        bytes(get(1, "/"), new Frame(Frames.HEADERS, 5, 3, new byte[] {-1, -1, -1, -1, -1, -1})),
        bytes(post(1, "/", "content-length", "3"), Frame.data(1, true, "toolong"), get(3, "/")));
  }

  private static byte[] bytes(Frame... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Frame.PREFACE.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(Frame.settings().bytes());
    all.writeBytes(Frame.bytes(frames));
    return all.toByteArray();
  }

  private static void routes(HttpRoutes routes) {
    routes.any(
        "/{rest...}",
        request -> {
          Bytes body = request.body().readAll();
          return Response.bytes(
              MediaType.TEXT,
              Bytes.utf8(request + " " + request.headers() + body + request.body().trailers()));
        });
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void framesInTwoPiecesOrByteByByteHaveTheSameAnswers(byte[] sent) {
    try (var http = Http2Fixture.onLoop(SplitFramesTest::routes)) {
      Map<Integer, String> whole = talk(http, sent, sent.length);
      for (int at = 1; at < sent.length; at++) {
        assertThat(talk(http, sent, at)).as("split at %d", at).isEqualTo(whole);
      }
      Client trickled = http.silent();
      for (byte octet : sent) {
        trickled.stream().send(new byte[] {octet});
      }
      http.door().awaitQuiet();
      assertThat(Told.by(trickled.got())).isEqualTo(whole);
    }
  }

  private static Map<Integer, String> talk(Http2Fixture http, byte[] sent, int at) {
    Client client = http.silent();
    client.stream().send(Arrays.copyOf(sent, at));
    if (at < sent.length) {
      client.stream().send(Arrays.copyOfRange(sent, at, sent.length));
    }
    http.door().awaitQuiet();
    return Told.by(client.got());
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void mutatedFramesEndOrGoOnAndNeverFail(@ForAll long seed) {
    Random random = new Random(seed);
    List<byte[]> all = conversations();
    byte[] sent = all.get(random.nextInt(all.size())).clone();
    int kept = Frame.PREFACE.length();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      sent[kept + random.nextInt(sent.length - kept)] = (byte) random.nextInt();
    }
    try (var http = Http2Fixture.onLoop(SplitFramesTest::routes)) {
      Map<Integer, String> whole = talk(http, sent, sent.length);
      assertThat(talk(http, sent, kept + random.nextInt(sent.length - kept))).isEqualTo(whole);
      Client client = http.silent();
      client.stream().send(sent);
      client.stream().finish();
      assertThat(client.stream().sawReset()).isFalse(); // an engine that throws resets
    }
  }
}
