package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as bodies: small ones are read by who answers, the others by the transport. */
class FileAnswersTest {
  /** The largest that is read. */
  private static final int SMALL = 16 << 10;

  private static final int[] LENGTHS = {1, SMALL - 1, SMALL, SMALL + 1, 5 * SMALL + 7};

  @TempDir private Path folder;

  /** Letters whose place can be told. */
  private static String letters(int count) {
    return IntStream.range(0, count)
        .collect(
            StringBuilder::new,
            (text, i) -> text.append((char) ('a' + (i + i / 26 + i / 677) % 26)),
            StringBuilder::append)
        .toString();
  }

  private Path file(int length) throws IOException {
    return Files.writeString(folder.resolve("of-" + length), letters(length));
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(1);
    }
  }

  private static HttpFixture serve(Dispatch dispatch, Path file, long position, long length) {
    return new HttpFixture(
        FakeSetup.standard().with(dispatch),
        routes -> routes.get("/x", r -> Response.file(MediaType.TEXT, file, position, length)));
  }

  private static String request(String method) {
    return method + " /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  private static String ask(HttpFixture http, String method) throws Exception {
    return http.connect().send(request(method)).awaitClose();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void rangesOfAnyLengthArriveWhole(Dispatch dispatch) throws Exception {
    for (int length : LENGTHS) {
      Path file = file(length + 5);
      try (var http = serve(dispatch, file, 3, length)) {
        RawResponse answer = RawResponse.one(ask(http, "GET"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields()).containsEntry("content-length", String.valueOf(length));
        assertThat(answer.body()).isEqualTo(letters(length + 5).substring(3, length + 3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFileThatIsTooShortIsAnErrorOfTheServerAndNothingOfItIsSent(Dispatch dispatch)
      throws Exception {
    for (int length : LENGTHS) {
      for (String method : new String[] {"GET", "HEAD"}) {
        try (var http = serve(dispatch, file(length), 1, length)) {
          assertThat(ask(http, method))
              .as("%s of %s bytes", method, length)
              .startsWith("HTTP/1.1 500 ")
              .doesNotContain(folder.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFileThatIsNotThereIsAnErrorOfTheServer(Dispatch dispatch) throws Exception {
    for (int length : LENGTHS) {
      try (var http = serve(dispatch, folder.resolve("none"), 0, length)) {
        assertThat(ask(http, "GET")).startsWith("HTTP/1.1 500 ").doesNotContain(folder.toString());
      }
    }
  }

  @Test
  void aDirectoryIsAnErrorOfTheServer() throws Exception {
    try (var http = serve(Dispatch.VIRTUAL_THREAD, folder, 0, 1)) {
      assertThat(ask(http, "GET")).startsWith("HTTP/1.1 500 ");
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void anEmptyRangeHasToBeInTheFileToo(Dispatch dispatch) throws Exception {
    Path file = file(3);
    try (var at = serve(dispatch, file, 3, 0);
        var beyond = serve(dispatch, file, 4, 0)) {
      RawResponse empty = RawResponse.one(ask(at, "GET"));
      assertThat(empty.status()).isEqualTo(200);
      assertThat(empty.fields()).containsEntry("content-length", "0");
      assertThat(empty.body()).isEmpty();
      assertThat(ask(beyond, "GET")).startsWith("HTTP/1.1 500 ");
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void trailersComeBehindAFile(Dispatch dispatch) throws Exception {
    for (int length : LENGTHS) {
      Path file = file(length);
      FakeSetup setup = FakeSetup.standard().with(dispatch);
      try (var http =
          new HttpFixture(
              setup,
              routes ->
                  routes.get(
                      "/x",
                      r ->
                          Response.file(MediaType.TEXT, file, 0, length)
                              .withTrailers(Headers.of("x-sum", "1"))))) {
        RawResponse answer = RawResponse.one(ask(http, "GET"));
        assertThat(answer.body()).isEqualTo(letters(length));
        assertThat(answer.trailers()).containsEntry("x-sum", "1");
      }
    }
  }

  @Test
  void pipelinedFilesComeInOrder() throws Exception {
    Path file = file(5 * SMALL);
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/{length}",
                r ->
                    Response.file(
                        MediaType.TEXT, file, 0, Long.parseLong(r.pathParameter("length")))))) {
      StringBuilder requests = new StringBuilder();
      for (int length : LENGTHS) {
        if (length < 5 * SMALL) {
          requests.append("GET /").append(length).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
        }
      }
      var client = http.connect().send(requests.toString());
      client.stream().finish();
      assertThat(RawResponse.all(client.awaitClose()))
          .extracting(RawResponse::body)
          .containsExactly(letters(1), letters(SMALL - 1), letters(SMALL), letters(SMALL + 1));
    }
  }

  // ---- What becomes of the file once the answer is made.

  private static Response told(
      Request request, CompletableFuture<ExchangeOutcome> outcome, Path file, int length) {
    request.onEnd(outcome::complete);
    return Response.file(MediaType.TEXT, file, 0, length);
  }

  private static ExchangeOutcome get(CompletableFuture<ExchangeOutcome> outcome) throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  /** Asks for a file that shrinks while the client takes nothing; then it takes all. */
  private static HttpFixture.Client askForWhatShrinks(HttpFixture http, Answered answered)
      throws Exception {
    var client = http.connect();
    client.stream().takeOnly(0);
    client.send(request("GET"));
    assertThat(get(answered.outcome).bodyBytes()).isEqualTo(answered.length);
    truncate(answered.file);
    client.stream().takeOnly(Long.MAX_VALUE);
    return client;
  }

  private record Answered(Path file, int length, CompletableFuture<ExchangeOutcome> outcome) {
    HttpFixture serve() {
      return HttpFixture.of(routes -> routes.get("/x", r -> told(r, outcome, file, length)));
    }
  }

  private Answered answered(int length) throws IOException {
    return new Answered(file(length), length, new CompletableFuture<>());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, SMALL - 1, SMALL})
  void ofASmallFileNothingIsReadLater(int length) throws Exception {
    Answered answered = answered(length);
    try (var http = answered.serve()) {
      var client = askForWhatShrinks(http, answered);
      assertThat(RawResponse.one(client.awaitClose()).body()).isEqualTo(letters(length));
    }
  }

  @Test
  void anAnswerIsCutWhoseFileShrinks() throws Exception {
    int length = SMALL + 1;
    Answered answered = answered(length);
    try (var http = answered.serve()) {
      var client = askForWhatShrinks(http, answered);
      client.stream().awaitClosed();
      assertThat(client.got()).contains("Content-Length: " + length).endsWith("\r\n\r\na");
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, 200, 5", "HEAD, 200, 0", "GET, 304, 0"})
  void theOutcomeCountsWhatWasSent(String method, int status, int sent) throws Exception {
    Path file = file(5);
    CompletableFuture<ExchangeOutcome> outcome = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(
            routes -> routes.get("/x", r -> told(r, outcome, file, 5).withStatus(status)))) {
      ask(http, method);
      assertThat(get(outcome).status()).isEqualTo(status);
      assertThat(get(outcome).bodyBytes()).isEqualTo(sent);
      assertThat(get(outcome).failure()).isNull();
    }
  }
}
