package dev.weir.http.content;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates in fields (RFC 9110, section 5.6.7), to the second. */
final class HttpDates {
  private static final DateTimeFormatter IMF_FIXDATE =
      fourDigitYear(pattern("EEE, dd MMM "))
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.US);

  /** A space in place of the first digit of the day. */
  private static final DateTimeFormatter ASCTIME =
      fourDigitYear(pattern("EEE MMM ppd HH:mm:ss ")).toFormatter(Locale.US);

  private HttpDates() {}

  private static DateTimeFormatterBuilder pattern(String pattern) {
    return new DateTimeFormatterBuilder().appendPattern(pattern);
  }

  /** The pattern "uuuu" would take a sign, too. */
  private static DateTimeFormatterBuilder fourDigitYear(DateTimeFormatterBuilder format) {
    return format.appendValue(ChronoField.YEAR, 4);
  }

  static String format(Instant time) {
    return IMF_FIXDATE.format(time.atOffset(ZoneOffset.UTC));
  }

  /** The one date in the fields of a name; null, and so passed over, if it isn't one. */
  static @Nullable Instant parse(List<String> fields) {
    return fields.size() == 1 ? parse(fields.getFirst(), Clock.systemUTC()) : null;
  }

  static @Nullable Instant parse(String text, Clock clock) {
    for (DateTimeFormatter format : List.of(IMF_FIXDATE, ASCTIME, rfc850(clock))) {
      try {
        return LocalDateTime.parse(text, format.withResolverStyle(ResolverStyle.STRICT))
            .toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // The next one is tried; what is none of them is no date.
      }
    }
    return null;
  }

  /** A year of two digits lies less than 50 years ahead. */
  private static DateTimeFormatter rfc850(Clock clock) {
    int first = Year.now(clock).getValue() - 49;
    return pattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }
}
