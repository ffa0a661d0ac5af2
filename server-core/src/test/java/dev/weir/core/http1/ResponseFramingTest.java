package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.core.fake.AnswerKinds;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a handler answers, what leaves is framed right (RFC 9112, section 6). */
class ResponseFramingTest {
  private static final List<String> KINDS = AnswerKinds.PLAIN;

  @TempDir private static Path folder;
  private static AnswerKinds kinds;

  @BeforeAll
  static void makeFile() throws Exception {
    kinds = new AnswerKinds(Files.writeString(folder.resolve("f"), "Hello"));
  }

  private static String request(String method, String kind, int status, String version) {
    return method
        + " /"
        + kind
        + "/"
        + status
        + " HTTP/"
        + version
        + "\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  /** The head alone, and what came behind it. */
  private record Sent(String head, String body) {}

  private static Sent send(String request) throws Exception {
    try (var http = HttpFixture.of(kinds::routes)) {
      String got = http.connect().send(request).awaitClose();
      int end = got.indexOf("\r\n\r\n") + 4;
      return new Sent(got.substring(0, end), got.substring(end));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void noContentHasNeitherBodyNorFraming(int status) throws Exception {
    for (String kind : KINDS) {
      Sent sent = send(request("GET", kind, status, "1.1"));
      assertThat(sent.head).startsWith("HTTP/1.1 " + status).doesNotContain("Transfer-Encoding");
      assertThat(sent.head).as(kind).doesNotContain("Content-Length");
      assertThat(sent.body).as(kind).isEmpty();
    }
  }

  @Test
  void resetContentIsEmptyAndSaysSo() throws Exception {
    for (String kind : KINDS) {
      Sent sent = send(request("GET", kind, 205, "1.1"));
      assertThat(sent.head).as(kind).contains("Content-Length: 0\r\n");
      assertThat(sent.head).as(kind).doesNotContain("Transfer-Encoding");
      assertThat(sent.body).as(kind).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 204, 304})
  void headHasNoBodyAndNoOtherLengthThanGet(int status) throws Exception {
    for (String kind : KINDS) {
      Sent head = send(request("HEAD", kind, status, "1.1"));
      Sent get = send(request("GET", kind, status, "1.1"));
      assertThat(head.body).as(kind).isEmpty();
      if (head.head.contains("Content-Length")) {
        assertThat(head.head).contains("Content-Length: " + (kind.equals("empty") ? 0 : 5));
        assertThat(get.body.isEmpty() || get.body.contains("Hello")).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200", "HEAD, 404", "GET, 204", "GET, 304", "GET, 205"})
  void whatIsSentInAWayOfItsOwnHasNoBodyEither(String method, int status) throws Exception {
    for (String kind : AnswerKinds.SPECIAL) {
      Sent sent = send(request(method, kind, status, "1.1"));
      assertThat(sent.head).as(kind).startsWith("HTTP/1.1 " + status);
      assertThat(sent.body).as(kind).isEmpty();
      if (method.equals("GET")) {
        assertThat(sent.head).as(kind).doesNotContain("Transfer-Encoding");
      }
    }
  }

  @Test
  void anyStatusHasAWholeStatusLine() throws Exception {
    for (int status = 200; status < 600; status++) {
      assertThat(send(request("GET", "fixed", status, "1.1")).head)
          .matches("(?s)HTTP/1\\.1 " + status + " [A-Z][A-Za-z' -]+\r\n.*");
    }
  }

  @Test
  void headOfAFileSendsNothingOfIt() throws Exception {
    Sent head = send(request("HEAD", "file", 200, "1.1"));
    assertThat(head.head).contains("Content-Length: 5\r\n");
    assertThat(head.body).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "empty,   Content-Length: 0",
    "fixed,   Content-Length: 5",
    "known,   Content-Length: 5",
    "value,   Content-Length: 5",
    "unknown, Transfer-Encoding: chunked",
    "trailed, Transfer-Encoding: chunked"
  })
  void aBodyHasOneFraming(String kind, String framing) throws Exception {
    Sent sent = send(request("GET", kind, 200, "1.1"));
    assertThat(sent.head.split("Content-Length|Transfer-Encoding", -1)).hasSize(2);
    assertThat(sent.head).contains(framing + "\r\n");
    RawResponse read = RawResponse.one(sent.head + sent.body);
    assertThat(read.body()).isEqualTo(kind.equals("empty") ? "" : "Hello");
  }

  @Test
  void anOldClientGetsNoTransferCoding() throws Exception {
    for (String kind : KINDS) {
      Sent sent = send(request("GET", kind, 200, "1.0"));
      assertThat(sent.head).doesNotContain("Transfer-Encoding").contains("Connection: close\r\n");
      assertThat(sent.body).as(kind).isEqualTo(kind.equals("empty") ? "" : "Hello");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 1.1", "500000, 1.1", "-1, 1.0"})
  void aFailureBehindTheHeadIsSeenByTheClient(long length, String version) throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r ->
                    Response.ok()
                        .withBody(
                            new ResponseBody.Streamed(
                                length,
                                sink -> {
                                  sink.write(Bytes.utf8("Hello"));
                                  sink.flush();
                                  throw new IllegalStateException("broken");
                                }))))) {
      var client = http.connect().send("GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
      client.stream().awaitClosed();
      assertThat(client.got()).contains("Hello").doesNotEndWith("0\r\n\r\n");
      // A FIN would be the end of the body to an old client: only a reset isn't.
      assertThat(client.stream().sawReset()).isTrue();
    }
  }
}
