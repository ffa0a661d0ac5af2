package dev.weir.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.ProblemException;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.internal.HttpDates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepresentationTest {
  private static final String BEFORE = "Tue, 31 Dec 2024 23:59:59 GMT";
  private static final String THEN = "Wed, 01 Jan 2025 00:00:00 GMT";
  private static final String AFTER = "Wed, 01 Jan 2025 00:00:01 GMT";
  private static final Representation LETTERS =
      Representation.bytes(MediaType.TEXT, Bytes.utf8("abcdefghij"))
          .withTag(EntityTag.strong("v1"))
          .withLastModified(Instant.parse("2025-01-01T00:00:00.5Z"))
          .withHeader("cache-control", "max-age=60");

  private static Request request(HttpMethod method, String... fields) {
    Request request = mock(Request.class);
    when(request.method()).thenReturn(method);
    when(request.headers()).thenReturn(Headers.of(fields));
    return request;
  }

  private static Response get(String... fields) {
    return LETTERS.answer(request(HttpMethod.GET, fields));
  }

  private static String sent(Response response) {
    return ((ResponseBody.Fixed) response.body()).bytes().utf8();
  }

  @Test
  void allOfItSaysWhatItIs() {
    Response response = get();
    assertThat(response.status()).isEqualTo(200);
    assertThat(sent(response)).isEqualTo("abcdefghij");
    assertThat(response.headers().first("etag")).isEqualTo("\"v1\"");
    assertThat(response.headers().first("last-modified")).isEqualTo(THEN);
    assertThat(response.headers().first("accept-ranges")).isEqualTo("bytes");
    assertThat(response.headers().first("cache-control")).isEqualTo("max-age=60");
    assertThat(response.headers().first("content-type")).isEqualTo("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Each condition by itself.
        "If-Match            | \"v1\"              | 200",
        "If-Match            | \"v0\", \"v1\"      | 200",
        "If-Match            | *                   | 200",
        "If-Match            | W/\"v1\"            | 412",
        "If-Match            | \"v0\"              | 412",
        "If-Match            | nonsense            | 412",
        "If-None-Match       | \"v1\"              | 304",
        "If-None-Match       | W/\"v1\"            | 304",
        "If-None-Match       | *                   | 304",
        "If-None-Match       | \"v0\"              | 200",
        "If-None-Match       | nonsense            | 200",
        "If-Modified-Since   | " + BEFORE + "      | 200",
        "If-Modified-Since   | " + THEN + "        | 304",
        "If-Modified-Since   | " + AFTER + "       | 304",
        "If-Modified-Since   | nonsense            | 200",
        "If-Unmodified-Since | " + BEFORE + "      | 412",
        "If-Unmodified-Since | " + THEN + "        | 200",
        "If-Unmodified-Since | nonsense            | 200",
      })
  void conditionsAreWeighed(String name, String value, int status) {
    assertThat(get(name, value).status()).isEqualTo(status);
    assertThat(LETTERS.answer(request(HttpMethod.HEAD, name, value)).status()).isEqualTo(status);
  }

  @Test
  void tagsCountBeforeDates() {
    assertThat(get("If-None-Match", "\"v0\"", "If-Modified-Since", AFTER).status()).isEqualTo(200);
    assertThat(get("If-Match", "\"v1\"", "If-Unmodified-Since", BEFORE).status()).isEqualTo(200);
    assertThat(get("If-Match", "\"v0\"", "If-None-Match", "\"v1\"").status()).isEqualTo(412);
    assertThat(get("If-Match", "\"v1\"", "If-None-Match", "\"v1\"").status()).isEqualTo(304);
  }

  @Test
  void notModifiedSaysWhatCachesUpdateAndNoMore() {
    Response response = get("If-None-Match", "\"v1\"");
    assertThat(response.headers().first("etag")).isEqualTo("\"v1\"");
    assertThat(response.headers().first("cache-control")).isEqualTo("max-age=60");
    assertThat(response.headers().contains("content-type")).isFalse();
    assertThat(response.body()).isEqualTo(ResponseBody.Empty.EMPTY);
  }

  @Test
  void aPartIsSentWithItsPlace() {
    Response response = get("Range", "bytes=2-4");
    assertThat(response.status()).isEqualTo(206);
    assertThat(sent(response)).isEqualTo("cde");
    assertThat(response.headers().first("content-range")).isEqualTo("bytes 2-4/10");
    assertThat(response.headers().first("etag")).isEqualTo("\"v1\"");
    assertThat(response.headers().first("cache-control")).isEqualTo("max-age=60");
  }

  @Test
  void partsAreForGetAlone() {
    Response head = LETTERS.answer(request(HttpMethod.HEAD, "Range", "bytes=2-4"));
    assertThat(head.status()).isEqualTo(200);
  }

  @Test
  void aPartThatIsntThereIsRefusedWithTheLength() {
    Response response = get("Range", "bytes=10-");
    assertThat(response.status()).isEqualTo(416);
    assertThat(response.headers().first("content-range")).isEqualTo("bytes */10");
  }

  @Test
  void twoRangeFieldsAreNoRange() {
    assertThat(get("Range", "bytes=1-1", "Range", "bytes=2-2").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"v1\"   | 206",
        "\"v0\"   | 200",
        "W/\"v1\" | 200",
        THEN + "  | 206",
        BEFORE + " | 200",
        AFTER + " | 200",
        "*        | 200",
        "nonsense | 200",
      })
  void aPartIsSentOnlyToWhoHasTheOthers(String ifRange, int status) {
    assertThat(get("Range", "bytes=2-4", "If-Range", ifRange).status()).isEqualTo(status);
  }

  @Test
  void conditionsCountBeforeRanges() {
    assertThat(get("Range", "bytes=99-", "If-None-Match", "\"v1\"").status()).isEqualTo(304);
    assertThat(get("Range", "bytes=99-", "If-Match", "\"v0\"").status()).isEqualTo(412);
  }

  @Test
  void withoutValidatorsNothingIsTakenForFresh() {
    Representation unknown = Representation.bytes(MediaType.TEXT, Bytes.utf8("x"));
    for (String name : new String[] {"If-Modified-Since", "If-Unmodified-Since"}) {
      assertThat(unknown.answer(request(HttpMethod.GET, name, THEN)).status()).isEqualTo(200);
    }
    assertThat(unknown.answer(request(HttpMethod.GET, "If-Match", "\"a\"")).status())
        .isEqualTo(412);
    assertThat(unknown.answer(request(HttpMethod.GET, "If-None-Match", "\"a\"")).status())
        .isEqualTo(200);
  }

  @Test
  void aFileIsTaggedByItsStateAndSentByTheSystem(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-01T00:00:00.25Z")));
    Representation before = Representation.file(MediaType.TEXT, file);
    Response response = before.answer(request(HttpMethod.GET, "Range", "bytes=-3"));
    assertThat(response.body()).isEqualTo(new ResponseBody.FileRange(file, 7, 3));
    assertThat(response.headers().first("last-modified")).isEqualTo(THEN);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-01T00:00:00.75Z")));
    Representation after = Representation.file(MediaType.TEXT, file);
    assertThat(after.validators().tag()).isNotEqualTo(before.validators().tag());
  }

  @Test
  void aChangeThatLiesAheadIsSaidToBeOfNow() {
    Instant before = Instant.now();
    Representation ahead = LETTERS.withLastModified(before.plusSeconds(3_600));
    Instant sent =
        HttpDates.parse(
            ahead.answer(request(HttpMethod.GET)).headers().all(HeaderNames.LAST_MODIFIED));
    assertThat(sent).isBetween(before.minusSeconds(1), Instant.now());
  }

  @Test
  void whatIsNoRegularFileIsNotThere(@TempDir Path directory) {
    assertThatThrownBy(() -> Representation.file(MediaType.TEXT, directory))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Representation.file(MediaType.TEXT, directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aChangeOfAnOlderStateIsRefused() {
    Validators current = Validators.of(EntityTag.strong("v2"));
    Request stale = request(HttpMethod.PUT, "If-Match", "\"v1\"");
    assertThatThrownBy(() -> current.require(stale))
        .isInstanceOf(ProblemException.class)
        .extracting(e -> ((ProblemException) e).problem().status())
        .isEqualTo(412);
    assertThatCode(() -> current.require(request(HttpMethod.PUT, "If-Match", "\"v2\"")))
        .doesNotThrowAnyException();
  }

  @Test
  void conditionsOfReadersDontHoldAChangeUp() {
    Validators current = Validators.of(null, Instant.parse("2025-01-01T00:00:00Z"));
    for (HttpMethod method : new HttpMethod[] {HttpMethod.PUT, HttpMethod.DELETE}) {
      assertThat(current.check(request(method, "If-Modified-Since", AFTER)))
          .isEqualTo(Validators.Verdict.PROCEED);
      assertThat(current.check(request(method, "If-Unmodified-Since", BEFORE)))
          .isEqualTo(Validators.Verdict.FAILED);
      assertThat(current.check(request(method, "If-None-Match", "*")))
          .isEqualTo(Validators.Verdict.FAILED);
    }
  }

  @Test
  void aResourceIsMadeOnlyWhereThereIsNone() {
    Request creates = request(HttpMethod.PUT, "If-None-Match", "*");
    assertThat(Validators.missing().check(creates)).isEqualTo(Validators.Verdict.PROCEED);
    assertThat(Validators.of(null, null).check(creates)).isEqualTo(Validators.Verdict.FAILED);
    Request changes = request(HttpMethod.PUT, "If-Match", "*");
    assertThat(Validators.missing().check(changes)).isEqualTo(Validators.Verdict.FAILED);
  }
}
