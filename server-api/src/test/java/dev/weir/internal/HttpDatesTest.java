package dev.weir.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HttpDatesTest {
  private static final Clock IN_2025 =
      Clock.fixed(Instant.parse("2025-06-01T00:00:00Z"), ZoneOffset.UTC);

  @Test
  void theThreeFormatsOfTheSectionAreRead() {
    Instant expected = Instant.parse("1994-11-06T08:49:37Z");
    for (String text :
        List.of(
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994")) {
      assertThat(HttpDates.parse(text, IN_2025)).as(text).isEqualTo(expected);
    }
  }

  @Test
  void aYearOfTwoDigitsLiesInThePastIfItWouldLieFarAhead() {
    assertThat(HttpDates.parse("Tuesday, 01-Jan-74 00:00:00 GMT", IN_2025)).isNull();
    assertThat(HttpDates.parse("Monday, 01-Jan-74 00:00:00 GMT", IN_2025))
        .isEqualTo("2074-01-01T00:00:00Z");
    assertThat(HttpDates.parse("Thursday, 01-Jan-76 00:00:00 GMT", IN_2025))
        .isEqualTo("1976-01-01T00:00:00Z");
  }

  @Test
  void whatIsNoDateIsPassedOver() {
    for (String text :
        List.of(
            "",
            "0",
            "yesterday",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov -1995 08:49:37 GMT",
            "Sun Nov  6 08:49:37 +12345",
            "1994-11-06T08:49:37Z")) {
      assertThat(HttpDates.parse(text, IN_2025)).as(text).isNull();
    }
    assertThat(HttpDates.parse(List.of())).isNull();
    String twice = "Sun, 06 Nov 1994 08:49:37 GMT";
    assertThat(HttpDates.parse(List.of(twice, twice))).isNull();
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll @LongRange(min = 0, max = 250_000_000_000L) long second) {
    Instant time = Instant.ofEpochSecond(second);
    assertThat(HttpDates.parse(HttpDates.format(time), IN_2025)).isEqualTo(time);
  }
}
