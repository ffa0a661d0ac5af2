package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DateFieldTest {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final DateField field = new DateField();

  @Property
  void eachSecondIsWhatTheFormatterSaysInWhateverOrderTheyCome(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long start,
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = -200_000, max = 200_000) Long> steps) {
    long millis = start * 1_000;
    for (long step : steps) {
      millis += step;
      String expected = IMF_FIXDATE.format(Instant.ofEpochMilli(millis));
      assertThat(field.textAt(millis)).isEqualTo(expected);
      assertThat(field.at(millis))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("Date: " + expected + "\r\n");
    }
  }

  @Test
  void withinOneSecondItIsTheSameObject() {
    assertThat(field.at(7_999)).isSameAs(field.at(7_000)).isNotSameAs(field.at(8_000));
    assertThat(field.textAt(7_999)).isSameAs(field.textAt(7_000));
  }
}
