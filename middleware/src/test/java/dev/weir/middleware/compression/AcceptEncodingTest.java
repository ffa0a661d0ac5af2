package dev.weir.middleware.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
  private static boolean prefersGzip(String... fields) {
    return AcceptEncoding.prefers("gzip", List.of(fields));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate, gzip",
        "gzip;q=0.001",
        "br;q=1, gzip ; Q=0.5",
        "*",
        "*;q=0.1",
        "identity;q=0.5, gzip;q=0.5",
        "identity;q=0, *",
        "gzip;q=1.000",
        ",,gzip,",
        "*;q=0, gzip"
      })
  void isWanted(String field) {
    assertThat(prefersGzip(field)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "br",
        "gzip;q=0",
        "gzip;q=0.000",
        "*;q=0",
        "*, gzip;q=0",
        "identity, gzip;q=0.9",
        "gzip;q=2",
        "gzip;q=0.0001",
        "gzip;q=-1",
        "gzip;level=1",
        "gzip;q=",
        "gzipped"
      })
  void isNotWanted(String field) {
    assertThat(prefersGzip(field)).isFalse();
  }

  @Test
  void nothingSaidIsNotWantedAndSeveralFieldsAreOne() {
    assertThat(prefersGzip()).isFalse();
    assertThat(prefersGzip("br", "gzip")).isTrue();
    assertThat(prefersGzip("gzip;q=0.5", "identity")).isFalse();
  }

  @Property
  void theWeightsDecide(
      @ForAll @IntRange(max = 1_000) int gzip, @ForAll @IntRange(max = 1_000) int identity) {
    String field =
        String.format(
            Locale.ROOT, "gzip;q=%.3f, identity;q=%.3f", gzip / 1_000.0, identity / 1_000.0);
    assertThat(prefersGzip(field)).isEqualTo(gzip > 0 && gzip >= identity);
  }

  @Property
  void anyFieldIsRead(
      @ForAll
          @StringLength(max = 30)
          @Chars({';', ',', '=', 'q', '*', '.', ' '})
          @CharRange(from = '0', to = '1')
          String field) {
    assertThat(prefersGzip(field, "gzip;q=0")).isFalse();
  }
}
