package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.MediaType;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would make a wrong response is refused where it is written. */
class ResponseTest {
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "CONNECTION"})
  void framingIsTheServersAndRefusedAtTheHandlersLine(String name) {
    Headers fields = Headers.of(name, "5");
    List<ThrowingCallable> ways =
        List.of(
            () -> Response.text("x").withHeader(name, "5"),
            () -> Response.text("x").withAddedHeader(name, "5"),
            () -> Response.text("x").withHeaders(fields),
            () -> Response.text("x").withTrailers(fields));
    for (ThrowingCallable way : ways) {
      assertThatThrownBy(way)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " is the server's");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nSet-Cookie: b",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\13b",
        "a\177",
        "\r\n\r\nHTTP/1.1"
      })
  void aValueThatCouldStartALineThrows(String value) {
    List<ThrowingCallable> ways =
        List.of(
            () -> Response.ok().withHeader("x", value),
            () -> Response.ok().withAddedHeader("x", value),
            () -> Response.redirect(302, value),
            () -> Response.created(value),
            () -> Headers.of("x", value),
            () -> Headers.builder().add("x", value),
            () -> Headers.builder().set("x", value));
    for (ThrowingCallable way : ways) {
      assertThatThrownBy(way)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("can't hold U+00");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "a\0", "é", "a(", "\"a\""})
  void aNameThatIsNoTokenThrows(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Response.ok().withHeader(name, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 100, 101, 103, 199, 600, 1000})
  void aStatusThatIsNotFinalThrows(int status) {
    assertThatIllegalArgumentException().isThrownBy(() -> Response.status(status));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.ok().withStatus(status));
  }

  @ParameterizedTest
  @CsvSource({"200", "300", "304", "305", "306", "309", "400"})
  void aStatusThatDoesNotRedirectThrows(int status) {
    assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(status, "/"));
  }

  @Test
  void aRangeOfAFileIsARange() {
    Path file = Path.of("none");
    assertThat(Response.file(MediaType.TEXT, file, 2, 3).body())
        .isEqualTo(new ResponseBody.FileRange(file, 2, 3));
    assertThatThrownBy(() -> Response.file(MediaType.TEXT, file, -1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Response.file(MediaType.TEXT, file, 2, -3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Response.file(MediaType.TEXT, file, 2, Long.MAX_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
