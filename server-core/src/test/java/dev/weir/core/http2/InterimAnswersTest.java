package dev.weir.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.MediaType;
import dev.weir.core.http2.hpack.SlowHpack;
import dev.weir.http.Headers;
import dev.weir.http.Response;
import dev.weir.http.content.Representation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interim answers (RFC 8297), and parts of representations, over HTTP/2. */
class InterimAnswersTest {
  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void hintsComeBeforeTheAnswerOnAnyThread(Dispatch dispatch) throws Exception {
    try (var http =
        Http2Fixture.of(routes ->
            routes
                .dispatch(dispatch)
                .get(
                    "/x",
                    r -> {
                      r.earlyHints(Headers.of("Link", "<a>"));
                      r.earlyHints(Headers.of("Link", "<b>"));
                      return Response.text("Hello");
                    }))) {
      var client = http.connect(Http2Fixture.get(1, "/x"));
      client.answer(1);
      SlowHpack hpack = new SlowHpack(4_096);
      List<String> heads = new ArrayList<>();
      for (Frame frame : client.got(1)) {
        if (frame.type() == Frames.HEADERS) {
          List<SlowHpack.Field> fields = hpack.decode(frame.payload());
          heads.add(
              fields.getFirst().value()
                  + fields.stream()
                      .filter(field -> field.name().equals("link"))
                      .map(SlowHpack.Field::value)
                      .findFirst()
                      .orElse(""));
        }
      }
      assertThat(heads).containsExactly("103<a>", "103<b>", "200");
    }
  }

  @Test
  void partsOfARepresentationAreSent() throws Exception {
    Representation digits = Representation.bytes(MediaType.TEXT, Bytes.utf8("0123456789"));
    try (var http = Http2Fixture.of(routes -> routes.get("/x", digits::answer))) {
      var client =
          http.connect(
              Http2Fixture.get(1, "/x", "range", "bytes=2-4"),
              Http2Fixture.get(3, "/x", "range", "bytes=0-0,-1"),
              Http2Fixture.get(5, "/x", "range", "bytes=10-"));
      Http2Fixture.Answer one = client.answer(1);
      assertThat(one.status()).isEqualTo(206);
      assertThat(one.field("content-range")).isEqualTo("bytes 2-4/10");
      assertThat(one.body()).isEqualTo("234");
      Http2Fixture.Answer several = client.answer(3);
      assertThat(several.field("content-type")).startsWith("multipart/byteranges");
      assertThat(several.body()).contains("bytes 0-0/10\r\n\r\n0\r\n").contains("9-9/10\r\n\r\n9");
      assertThat(client.answer(5).status()).isEqualTo(416);
    }
  }
}
