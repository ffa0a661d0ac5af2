package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.core.fake.GzipCoding;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.content.EntityTag;
import dev.weir.http.content.Representation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies with a coding, and parts of representations, as a client sees them. */
class CodedBodyTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n";
  private static final String LONG = "line after line\n".repeat(200);

  private final GzipCoding coding = new GzipCoding();

  private Response coded(Response response) {
    return response.withBody(new ResponseBody.Coded(response.body(), coding));
  }

  private RawResponse answer(HttpHandler handler, String... fields) throws Exception {
    try (var http = HttpFixture.of(routes -> routes.get("/x", handler))) {
      String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
      var client = http.connect().send(GET + more + "Connection: close\r\n\r\n");
      return RawResponse.one(client.awaitClose());
    }
  }

  private static String unzipped(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void bytesAreCodedWithALengthAndAWeakTag() throws Exception {
    RawResponse response = answer(r -> coded(Response.text(LONG)).withHeader("etag", "\"1\""));
    assertThat(response.fields()).containsEntry("content-encoding", "gzip");
    assertThat(response.fields()).containsEntry("etag", "W/\"1\"");
    assertThat(Integer.parseInt(response.fields().get("content-length"))).isLessThan(200);
    assertThat(unzipped(response.body())).isEqualTo(LONG);
    assertThat(coding.opened).hasValue(1);
    assertThat(coding.closed).hasValue(1);
  }

  @Test
  void aValueIsCodedOnceItIsEncoded() throws Exception {
    RawResponse response = answer(r -> coded(Response.value(LONG)));
    assertThat(response.fields()).containsEntry("content-encoding", "gzip");
    assertThat(response.fields().get("content-type")).startsWith("text/plain");
    assertThat(unzipped(response.body())).isEqualTo(LONG);
  }

  @Test
  void muchIsCodedAsItLeaves() throws Exception {
    String much = LONG.repeat(100);
    RawResponse response = answer(r -> coded(Response.text(much)));
    assertThat(response.fields()).containsEntry("transfer-encoding", "chunked");
    assertThat(unzipped(response.body())).isEqualTo(much);
    assertThat(coding.opened).hasValue(1);
    assertThat(coding.closed).hasValue(1);
  }

  @Test
  void aFileIsCodedAsItLeaves(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), LONG);
    RawResponse response =
        answer(r -> coded(Response.file(MediaType.TEXT, file, 1, LONG.length() - 1)));
    assertThat(unzipped(response.body())).isEqualTo(LONG.substring(1));
  }

  @Test
  void whatIsFlushedReachesTheClient() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/x",
                r ->
                    coded(
                        Response.stream(
                            MediaType.TEXT,
                            sink -> {
                              sink.write(Bytes.utf8("first"));
                              sink.flush();
                              goOn.await();
                            }))))) {
      var client = http.connect().send(GET + "\r\n");
      client.stream()
          .awaitTaken(seen -> {
            String text = new String(seen, StandardCharsets.ISO_8859_1);
            return text.contains("\r\n\r\n") && firstOf(text).equals("first");
          });
      goOn.countDown();
      client.awaitEnd("0\r\n\r\n");
    }
    assertThat(coding.opened).hasValue(1);
    assertThat(coding.closed).hasValue(1);
  }

  /** What the chunks so far say, as far as it can be decoded. */
  private static String firstOf(String answer) {
    StringBuilder body = new StringBuilder();
    int at = answer.indexOf("\r\n\r\n") + 4;
    while (answer.indexOf("\r\n", at) > 0) {
      int end = answer.indexOf("\r\n", at);
      int size = Integer.parseInt(answer.substring(at, end), 16);
      body.append(answer, end + 2, Math.min(answer.length(), end + 2 + size));
      at = end + 4 + size;
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] decoded = new byte[5];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      int count = in.read(decoded);
      return new String(decoded, 0, Math.max(0, count), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // more is to come
    }
  }

  @Test
  void aWriterThatFailsCutsTheAnswerAndGivesTheCodersMemoryBack() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/x",
                r ->
                    coded(
                        Response.stream(
                            MediaType.TEXT,
                            sink -> {
                              sink.write(Bytes.utf8("first"));
                              sink.flush();
                              throw new IllegalStateException("broken");
                            }))))) {
      var client = http.connect().send(GET + "\r\n");
      client.stream().awaitClosed();
      assertThat(client.got()).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
    }
    assertThat(coding.opened).hasValue(1);
    assertThat(coding.closed).hasValue(1);
  }

  @Test
  void whatDoesntSuitOrDoesntShrinkIsSentAsItIs() throws Exception {
    RawResponse typed = answer(r -> coded(Response.bytes(MediaType.JSON, Bytes.utf8(LONG))));
    assertThat(typed.fields()).doesNotContainKey("content-encoding");
    assertThat(typed.body()).isEqualTo(LONG);
    RawResponse tiny = answer(r -> coded(Response.text("0123456789")).withHeader("etag", "\"1\""));
    assertThat(tiny.fields()).doesNotContainKey("content-encoding").containsEntry("etag", "\"1\"");
    assertThat(tiny.body()).isEqualTo("0123456789");
    RawResponse coded = answer(r -> coded(Response.text(LONG).withHeader("content-encoding", "x")));
    assertThat(coded.fields()).containsEntry("content-encoding", "x");
    assertThat(coded.body()).isEqualTo(LONG);
  }

  @Test
  void headSaysWhatGetWould() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.get("/x", r -> coded(Response.text(LONG))))) {
      var client = http.connect().send("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.awaitClose())
          .contains("content-encoding: gzip\r\n")
          .containsPattern("Content-Length: \\d\\d\r\n")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void partsAreNeverCoded() throws Exception {
    Representation letters =
        Representation.bytes(MediaType.TEXT, Bytes.utf8(LONG)).withTag(EntityTag.strong("1"));
    RawResponse response = answer(r -> coded(letters.answer(r)), "Range: bytes=0-99");
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.fields()).doesNotContainKey("content-encoding");
    assertThat(response.body()).isEqualTo(LONG.substring(0, 100));
    RawResponse whole = answer(r -> coded(letters.answer(r)));
    assertThat(whole.fields()).doesNotContainKey("accept-ranges");
  }

  @Test
  void severalPartsComeInOneBodyOfAKnownLength(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    Representation inFile = Representation.file(MediaType.TEXT, file);
    Representation inMemory = Representation.bytes(MediaType.TEXT, Bytes.utf8("0123456789"));
    for (Representation digits : new Representation[] {inFile, inMemory}) {
      RawResponse response = answer(digits::answer, "Range: bytes=8-,0-1");
      assertThat(response.status()).isEqualTo(206);
      String type = response.fields().get("content-type");
      assertThat(type).startsWith("multipart/byteranges; boundary=");
      String line = "--" + type.substring(type.indexOf('=') + 1);
      String head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
      assertThat(response.body())
          .isEqualTo(
              line
                  + head
                  + "8-9/10\r\n\r\n89\r\n"
                  + line
                  + head
                  + "0-1/10\r\n\r\n01\r\n"
                  + line
                  + "--\r\n");
      assertThat(response.fields())
          .containsEntry("content-length", String.valueOf(response.body().length()));
    }
  }
}
