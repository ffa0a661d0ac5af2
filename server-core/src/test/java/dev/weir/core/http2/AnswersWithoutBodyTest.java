package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.fake.AnswerKinds;
import dev.weir.core.http2.Http2Fixture.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a handler answers, there is no content where none may be (RFC 9110, section 6.4.1). */
class AnswersWithoutBodyTest {
  @ParameterizedTest
  @CsvSource({"HEAD, 200", "HEAD, 404", "HEAD, 304", "GET, 204", "GET, 304", "GET, 205"})
  void nothingComesBehindTheirHeads(String method, int status, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "Hello");
    List<String> kinds =
        Stream.concat(AnswerKinds.PLAIN.stream(), AnswerKinds.SPECIAL.stream()).toList();
    try (var http = Http2Fixture.of(new AnswerKinds(file)::routes)) {
      var client = http.connect();
      int stream = 1;
      for (String kind : kinds) {
        client.send(request(stream, true, method, "/" + kind + "/" + status));
        Answer answer = client.answer(stream);
        assertThat(answer.status()).as(kind).isEqualTo(status);
        assertThat(answer.body()).as(kind).isEmpty();
        assertThat(answer.trailers()).as(kind).isEmpty();
        String length = answer.field("content-length");
        switch (status) {
          case 204, 304 -> assertThat(length).as(kind).isEmpty();
          case 205 -> assertThat(length).as(kind).isEqualTo("0");
          default -> {}
        }
        stream += 2;
      }
    }
  }
}
