package dev.weir.middleware.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.content.Representation;
import dev.weir.testkit.middleware.TestRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private static final String LONG = "line after line\n".repeat(200);

  private static Response answer(Compression compression, Response response, String... fields)
      throws Exception {
    TestRequest request = TestRequest.get("/");
    for (int i = 0; i < fields.length; i += 2) {
      request = request.withHeader(fields[i], fields[i + 1]);
    }
    return compression.http(r -> response).handle(request);
  }

  private static Response toGzip(Response response) throws Exception {
    return answer(Compression.gzip(), response, "accept-encoding", "gzip");
  }

  private static boolean isCoded(Response response) {
    return response.body() instanceof ResponseBody.Coded;
  }

  @Test
  void whoAsksGetsACodedBodyAndWhoDoesntThePlainOneBothVarying() throws Exception {
    Response coded = toGzip(Response.text(LONG));
    assertThat(isCoded(coded)).isTrue();
    assertThat(coded.headers().first("vary")).isEqualTo("accept-encoding");
    Response plain = answer(Compression.gzip(), Response.text(LONG));
    assertThat(plain.body()).isInstanceOf(ResponseBody.Fixed.class);
    assertThat(plain.headers().first("vary")).isEqualTo("accept-encoding");
  }

  @Test
  void valuesStreamsAndFilesAreCodedByTheirTypes() throws Exception {
    assertThat(isCoded(toGzip(Response.value("x")))).isTrue();
    assertThat(isCoded(toGzip(Response.stream(MediaType.HTML, sink -> {})))).isTrue();
    assertThat(isCoded(toGzip(Response.file(MediaType.JSON, Path.of("x"), 0, 9_999)))).isTrue();
    Response svg = Response.bytes(MediaType.of("image", "svg+xml"), Bytes.utf8(LONG));
    assertThat(isCoded(toGzip(svg))).isTrue();
    Response problem = Response.bytes(MediaType.PROBLEM_JSON, Bytes.utf8(LONG));
    assertThat(isCoded(toGzip(problem))).isTrue();
  }

  @Test
  void whatDoesntShrinkIsLeftAloneAndDoesntVary() throws Exception {
    Response picture = Response.bytes(MediaType.of("image", "png"), Bytes.utf8(LONG));
    assertThat(toGzip(picture)).isSameAs(picture);
    Response events = Response.stream(MediaType.of("text", "event-stream"), sink -> {});
    assertThat(toGzip(events)).isSameAs(events);
    Response done = Response.text(LONG).withHeader("content-encoding", "br");
    assertThat(toGzip(done)).isSameAs(done);
    Response fixed = Response.text(LONG).withHeader("cache-control", "public, No-Transform");
    assertThat(toGzip(fixed)).isSameAs(fixed);
    assertThat(toGzip(Response.ok())).isSameAs(Response.ok());
  }

  @Test
  void partsVaryAsTheWholeDoes() throws Exception {
    Representation letters = Representation.bytes(MediaType.TEXT, Bytes.utf8(LONG));
    for (String range : new String[] {"bytes=0-1", "bytes=0-1,4-5"}) {
      TestRequest request =
          TestRequest.get("/").withHeader("range", range).withHeader("accept-encoding", "gzip");
      Response parts = Compression.gzip().http(letters::answer).handle(request);
      assertThat(parts.status()).isEqualTo(206);
      assertThat(parts.headers().all("vary")).as(range).containsExactly("accept-encoding");
    }
  }

  @Test
  void furtherTypesAreThoseNamed() throws Exception {
    Response bytes = Response.bytes(MediaType.OCTET_STREAM, Bytes.utf8(LONG));
    Compression more = Compression.gzip().withTypes("Application/Octet-Stream");
    assertThat(isCoded(answer(more, bytes, "accept-encoding", "gzip"))).isTrue();
    assertThat(isCoded(toGzip(bytes))).isFalse();
    Response events = Response.stream(MediaType.of("text", "event-stream"), sink -> {});
    Compression withEvents = Compression.gzip().withTypes("text/event-stream");
    assertThat(isCoded(answer(withEvents, events, "accept-encoding", "gzip"))).isTrue();
  }

  @Test
  void aVaryThatIsThereIsKept() throws Exception {
    Response both = toGzip(Response.text(LONG).withHeader("vary", "accept"));
    assertThat(both.headers().all("vary")).containsExactly("accept", "accept-encoding");
    Response named = toGzip(Response.text(LONG).withHeader("vary", "x, Accept-Encoding"));
    assertThat(named.headers().all("vary")).containsExactly("x, Accept-Encoding");
    Response all = toGzip(Response.text(LONG).withHeader("vary", "*"));
    assertThat(all.headers().all("vary")).containsExactly("*");
  }

  @Test
  void whoHoldsTheCodedBytesIsToldTheirTagWhenTheyAreFresh() throws Exception {
    Response fresh = Response.status(304).withHeader("etag", "\"a\"");
    Response weak = answer(Compression.gzip(), fresh, "if-none-match", "W/\"a\"");
    assertThat(weak.headers().first("etag")).isEqualTo("W/\"a\"");
    assertThat(weak.headers().first("vary")).isEqualTo("accept-encoding");
    Response strong = answer(Compression.gzip(), fresh, "if-none-match", "\"a\"");
    assertThat(strong.headers().first("etag")).isEqualTo("\"a\"");
  }

  @Test
  void shortBodiesArentWorthIt() {
    Gzip gzip = new Gzip(java.util.Set.of("text/*"), 1_024, 6);
    assertThat(gzip.suits("text/plain", 1_023)).isFalse();
    assertThat(gzip.suits("text/plain", 1_024)).isTrue();
    assertThat(gzip.suits("text/plain; charset=utf-8", -1)).isTrue();
    assertThat(gzip.suits("", 5_000)).isFalse();
  }

  @Test
  void whatIsFlushedCanBeReadAndWhatIsClosedEnds() throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    OutputStream coder = new Gzip(java.util.Set.of(), 0, 6).encodeTo(wire);
    coder.write("first".getBytes(StandardCharsets.UTF_8));
    coder.flush();
    byte[] seen = new byte[5];
    assertThat(new GZIPInputStream(new ByteArrayInputStream(wire.toByteArray())).read(seen))
        .isEqualTo(5);
    assertThat(seen).asString(StandardCharsets.UTF_8).isEqualTo("first");
    coder.write(" last".getBytes(StandardCharsets.UTF_8));
    coder.close();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(wire.toByteArray())).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("first last");
  }

  @Test
  void sizesAndLevelsOutOfBoundsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.gzip().withLevel(10));
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.gzip().withLevel(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.gzip().withMinSize(-1));
  }
}
