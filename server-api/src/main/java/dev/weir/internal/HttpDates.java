package dev.weir.internal;

import dev.weir.annotation.Internal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Dates in fields (RFC 9110, section 5.6.7), to the second. Their names of days and months are no
 * locale's: the first text that the JDK takes from one costs a server a megabyte and milliseconds.
 */
@Internal
public final class HttpDates {
  private static final int SHORT = 3;

  // Above the formats that are made of them.
  private static final Map<Long, String> DAYS =
      names(ChronoField.DAY_OF_WEEK, DayOfWeek.values(), Integer.MAX_VALUE);
  private static final Map<Long, String> SHORT_DAYS =
      names(ChronoField.DAY_OF_WEEK, DayOfWeek.values(), SHORT);
  private static final Map<Long, String> SHORT_MONTHS =
      names(ChronoField.MONTH_OF_YEAR, Month.values(), SHORT);

  private static final DateTimeFormatter IMF_FIXDATE =
      fourDigitYear(month(day(SHORT_DAYS).appendPattern(", dd ")).appendLiteral(' '))
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT);

  /** The same, of any year: a clock that is wrong by thousands of them is no reason to fail. */
  private static final DateTimeFormatter WRITTEN =
      month(day(SHORT_DAYS).appendPattern(", dd "))
          .appendPattern(" yyyy HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT);

  /** A space in place of the first digit of the day. */
  private static final DateTimeFormatter ASCTIME =
      fourDigitYear(month(day(SHORT_DAYS).appendLiteral(' ')).appendPattern(" ppd HH:mm:ss "))
          .toFormatter(Locale.ROOT);

  private HttpDates() {}

  /** The English name of each, by its number, and no more than {@code longest} of its letters. */
  private static <T extends Enum<T> & TemporalAccessor> Map<Long, String> names(
      ChronoField field, T[] all, int longest) {
    Map<Long, String> names = new HashMap<>();
    for (T one : all) {
      String upper = one.name().substring(0, Math.min(longest, one.name().length()));
      String name = upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT);
      names.put(one.getLong(field), name);
    }
    return names;
  }

  private static DateTimeFormatterBuilder day(Map<Long, String> names) {
    return new DateTimeFormatterBuilder().appendText(ChronoField.DAY_OF_WEEK, names);
  }

  private static DateTimeFormatterBuilder month(DateTimeFormatterBuilder format) {
    return format.appendText(ChronoField.MONTH_OF_YEAR, SHORT_MONTHS);
  }

  /** The pattern "uuuu" would take a sign, too. */
  private static DateTimeFormatterBuilder fourDigitYear(DateTimeFormatterBuilder format) {
    return format.appendValue(ChronoField.YEAR, 4);
  }

  /** As IMF-fixdate; beyond the year 9999, where there is none, with a longer year. */
  public static String format(Instant time) {
    return WRITTEN.format(time.atOffset(ZoneOffset.UTC));
  }

  /** The one date in the fields of a name; null, and so passed over, if it isn't one. */
  public static @Nullable Instant parse(List<String> fields) {
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
    return month(day(DAYS).appendPattern(", dd-"))
        .appendLiteral('-')
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ROOT);
  }
}
